package dev.dermstream.pacs.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.dermstream.pacs.v1.InstanceOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A client that nobody here wrote the gRPC of: Python's grpcio. */
class ForeignSessionTest {
  private static final String STUDY = "1.2.3";

  @TempDir Path folder;

  @Test
  void pythonGoesOnWithItsSession() throws Exception {
    needs(List.of("/usr/bin/python3", "-c", "import grpc, google.protobuf"), "python3-grpcio");
    needs(List.of("which", "protoc", "grpc_python_plugin"), "protobuf-compiler-grpc");
    String id = UUID.randomUUID().toString();
    Path script = Files.createDirectory(folder.resolve("client")).resolve("session.py");
    try (var text = ForeignSessionTest.class.getResourceAsStream("session.py")) {
      Files.copy(Objects.requireNonNull(text), script);
    }
    // Not every protoc brings these along, but Java's library does.
    Path standard = Files.createDirectories(script.resolveSibling("google/protobuf"));
    try (var text = Timestamp.class.getResourceAsStream("/google/protobuf/timestamp.proto")) {
      Files.copy(Objects.requireNonNull(text), standard.resolve("timestamp.proto"));
    }
    List<String> names = List.of("1.1", "1.2", "1.3", "1.4");
    try (TestEdge edge = new TestEdge(folder.resolve("log"))) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "/usr/bin/python3",
                  script.toString(),
                  Path.of("../proto/src/main/protobuf").toRealPath().toString(),
                  script.getParent().toString(),
                  "127.0.0.1:" + edge.port(),
                  id,
                  STUDY));
      for (String name : names) {
        Path file = folder.resolve(name + ".dcm");
        Files.write(file, TestObjects.object(STUDY, name).part10().toByteArray());
        command.add(file + "=" + name);
      }

      String printed = run(command);

      assertThat(printed.lines())
          .containsExactly(
              "1.1 DISPOSITION_ANSWERED",
              "1.2 DISPOSITION_ANSWERED",
              "1.3 DISPOSITION_ANSWERED",
              "1.4 DISPOSITION_ANSWERED",
              "4 of 4, missing []",
              "acknowledged");
      assertThat(edge.outcomes(id))
          .extracting(InstanceOutcome::getSopInstanceUid)
          .containsExactlyElementsOf(names);
      edge.awaitAllMemory();
    }
  }

  private void needs(List<String> probe, String what) throws IOException, InterruptedException {
    try {
      run(probe);
    } catch (AssertionError | IOException e) {
      throw new TestAbortedException("Left out: " + what + " is not on this machine", e);
    }
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ended in time; it printed %s", command, text).isTrue();
    assertThat(process.exitValue()).as("%s printed %s", command, text).isZero();
    return text;
  }
}
