package dev.dermstream.loadtest.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Markdown file with a place for the tables between two comments. */
public final class TablesFile {
  private TablesFile() {}

  /**
   * Replaces what stands between {@code <!-- NAME: begin -->} and {@code <!-- NAME: end -->}.
   *
   * @throws IOException if the file has no such place
   */
  public static void replace(Path file, String name, String tables) throws IOException {
    String text = Files.readString(file);
    String begin = "<!-- %s: begin -->\n".formatted(name);
    int from = text.indexOf(begin);
    int to = text.indexOf("<!-- %s: end -->".formatted(name));
    if (from < 0 || to < from) {
      throw new IOException(file + " has no place for the tables of " + name);
    }
    Files.writeString(file, text.substring(0, from + begin.length()) + tables + text.substring(to));
  }
}
