package dev.dermstream.loadtest.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Markdown file with a place for the tables between two comments. */
final class TablesFile {
  private static final String BEGIN = "<!-- benchmark: begin -->\n";
  private static final String END = "<!-- benchmark: end -->";

  private TablesFile() {}

  /**
   * Replaces what stands between the comments.
   *
   * @throws IOException if the file has no such place
   */
  static void replace(Path file, String tables) throws IOException {
    String text = Files.readString(file);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(file + " has no place for the tables, between comments");
    }
    Files.writeString(file, text.substring(0, from + BEGIN.length()) + tables + text.substring(to));
  }
}
