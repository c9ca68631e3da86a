package dev.dermstream.trainer.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text in UTF-8, which may begin with a byte order mark, as spreadsheets write it. */
final class TextFiles {
  static final char BYTE_ORDER_MARK = '\uFEFF';

  private TextFiles() {}

  /**
   * Opens a file behind its byte order mark. Bytes that are not UTF-8 make the reading fail with a
   * {@link java.nio.charset.CharacterCodingException} rather than turn into other letters.
   */
  static BufferedReader open(Path file) throws IOException {
    BufferedReader reader = Files.newBufferedReader(file);
    try {
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }
}
