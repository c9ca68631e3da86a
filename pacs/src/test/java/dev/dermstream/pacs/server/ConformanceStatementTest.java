package dev.dermstream.pacs.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.pacs.dimse.StorageClasses;
import dev.dermstream.pacs.v1.NamedUid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConformanceStatementTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "pacs-conformance.md");

  /** Written anew by {@code -Dconformance.accept=true}. */
  @Test
  void standsInTheDocumentsAsTheCodeHasIt() throws IOException {
    if (Boolean.getBoolean("conformance.accept")) {
      Files.writeString(DOCUMENT, ConformanceStatement.markdown());
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(ConformanceStatement.markdown());
  }

  @Test
  void namesEveryTransferSyntaxThatIsNegotiated() {
    List<String> negotiated =
        new StorageClasses().transferSyntaxes("1.2.840.10008.5.1.4.1.1.77.1.4");

    assertThat(
            ConformanceStatement.of("AE", 1, 1).getTransferSyntaxesList().stream()
                .map(NamedUid::getUid))
        .containsExactlyInAnyOrderElementsOf(negotiated)
        .hasSameSizeAs(Stream.of(TransferSyntax.values()).toList());
  }
}
