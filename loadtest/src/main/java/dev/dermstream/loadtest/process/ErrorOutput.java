package dev.dermstream.loadtest.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process prints on its error channel, kept in a file: why it ended or does not answer. */
public record ErrorOutput(Path file) {
  private static final int LINES = 20;

  /** The last lines, or that there are none. */
  public String lastLines() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return "(nothing)";
    }
    // Not as strict as readAllLines: what a dying process prints may break off within a character.
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    return String.join(
        System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
