package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OutputDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "batch-outputs.md");

  /** Written anew by {@code -Doutputs.accept=true}. */
  @Test
  void standsInTheDocumentsAsTheCodeHasIt() throws IOException {
    if (Boolean.getBoolean("outputs.accept")) {
      Files.writeString(DOCUMENT, OutputDocument.markdown());
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(OutputDocument.markdown());
  }
}
