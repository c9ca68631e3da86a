package dev.dermstream.loadtest.dbscan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One turn of a contestant.
 *
 * @param seconds from the array to the labels
 * @param peakMebibytes largest resident memory of its process
 * @param labels {@code [2 n]} labels, then core flags; owned by this record
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
record Turn(double seconds, double peakMebibytes, int[] labels) {
  private static final Pattern RESULT = Pattern.compile("seconds=(\\S+) peak_kib=(\\d+)");

  /**
   * Runs a process and waits for it.
   *
   * @param command without its last argument, the file for the labels
   * @param count vectors
   * @throws IOException if it fails; its error output has been shown
   */
  static Turn of(List<String> command, int count, Path work)
      throws IOException, InterruptedException {
    Path labels = work.resolve("labels.i32");
    Files.deleteIfExists(labels);
    List<String> whole = new ArrayList<>(command);
    whole.add(labels.toString());
    Process process =
        new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    Matcher result = RESULT.matcher(output);
    if (status != 0 || !result.find()) {
      throw new IOException(
          "%s ended with %d and said: %s".formatted(command.getFirst(), status, output));
    }
    return new Turn(
        Double.parseDouble(result.group(1)),
        Long.parseLong(result.group(2)) / 1024.0,
        RawFile.ints(labels, 2 * count));
  }
}
