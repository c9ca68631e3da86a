package dev.dermstream.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.dermstream.cluster.v1.Cluster;
import dev.dermstream.index.v1.Index;
import dev.dermstream.node.v1.Node;
import dev.dermstream.oip.v2.OpenInference;
import dev.dermstream.oip.v2.OpenInferenceConfig;
import dev.dermstream.v1.Screening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The wire is the contract: what {@code wire-contract.txt} lists may grow and never change, for
 * clients and peers of other versions are out there.
 */
class WireContractTest {
  private static final Path COMMITTED = Path.of("src/test/resources/wire-contract.txt");
  private static final String ACCEPT = "wire.accept";
  private static final String COMMAND =
      "./mvnw -B -q -pl proto test -Dtest=WireContractTest -D" + ACCEPT + "=true";

  @Test
  void nothingThatPeersRelyOnHasChanged() throws IOException {
    assertThat(missing(current()))
        .as(
            "Changed or removed on the wire. Restore it; give new meaning a new number,"
                + " and reserve the number of what is no longer used")
        .isEmpty();
  }

  @Test
  void everyAdditionIsAccepted() throws IOException {
    SortedSet<String> added = current();
    added.removeAll(committed());
    if (Boolean.getBoolean(ACCEPT) && missing(current()).isEmpty()) {
      Files.write(COMMITTED, current());
      added.clear();
    }
    assertThat(added)
        .as("New on the wire. If it is meant to stay, accept it for ever with: %s", COMMAND)
        .isEmpty();
  }

  @Test
  void aChangedNumberATypeAndARemovedFieldWouldBeNoticed() throws Exception {
    assertThat(missing(screeningWith(text -> text.setNumber(99))))
        .containsExactly("field dermstream.v1.AskRequest.question = 4 string");
    assertThat(missing(screeningWith(text -> text.setType(FieldDescriptorProto.Type.TYPE_BYTES))))
        .containsExactly("field dermstream.v1.AskRequest.question = 4 string");
    assertThat(missing(screeningWith(text -> text.setName("query"))))
        .containsExactly("field dermstream.v1.AskRequest.question = 4 string");
  }

  private static SortedSet<String> current() {
    SortedSet<String> lines = WireContract.lines(Screening.getDescriptor());
    lines.addAll(others());
    return lines;
  }

  private static SortedSet<String> others() {
    return WireContract.lines(
        Node.getDescriptor(),
        Index.getDescriptor(),
        Cluster.getDescriptor(),
        OpenInference.getDescriptor(),
        OpenInferenceConfig.getDescriptor());
  }

  private static SortedSet<String> committed() throws IOException {
    return new TreeSet<>(Files.readAllLines(COMMITTED));
  }

  private static SortedSet<String> missing(SortedSet<String> lines) throws IOException {
    SortedSet<String> missing = committed();
    missing.removeAll(lines);
    return missing;
  }

  /** The contract with one field, {@code AskRequest.question}, changed. */
  private static SortedSet<String> screeningWith(Consumer<FieldDescriptorProto.Builder> change)
      throws DescriptorValidationException {
    FileDescriptorProto.Builder file = Screening.getDescriptor().toProto().toBuilder();
    file.getMessageTypeBuilderList().stream()
        .filter(message -> message.getName().equals("AskRequest"))
        .flatMap(message -> message.getFieldBuilderList().stream())
        .filter(field -> field.getName().equals("question"))
        .forEach(change);
    SortedSet<String> lines =
        WireContract.lines(FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]));
    lines.addAll(others());
    return lines;
  }
}
