package dev.dermstream.platform.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  /** The one-block example of FIPS 180-4. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void digestsBytesAndFilesAlike(@TempDir Path folder) throws IOException {
    byte[] bytes = "abc".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(folder.resolve("abc"), bytes);

    assertThat(Sha256.hex(bytes)).isEqualTo(ABC);
    assertThat(Sha256.hex(file)).isEqualTo(ABC);
    assertThat(Sha256.of(bytes)).hasSize(32);
  }
}
