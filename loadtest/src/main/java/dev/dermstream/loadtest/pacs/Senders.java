package dev.dermstream.loadtest.pacs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** DCMTK's {@code dcmsend}, one process and association for a folder, all at once. */
final class Senders {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Senders() {}

  /**
   * Sends and waits until everything is answered.
   *
   * @return nanoseconds from the first start to the last end
   * @throws IOException if an object was not taken
   */
  static long send(Receiver receiver, List<Path> folders) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<Process> senders = new ArrayList<>();
    for (Path folder : folders) {
      senders.add(start(receiver, folder));
    }
    for (int i = 0; i < senders.size(); i++) {
      Process sender = senders.get(i);
      boolean ended = sender.waitFor(LIMIT);
      if (!ended || sender.exitValue() != 0) {
        senders.forEach(Process::destroyForcibly);
        throw new IOException(
            "dcmsend to %s %s: %s"
                .formatted(
                    receiver.name(),
                    ended ? "ended with " + sender.exitValue() : "does not end",
                    Files.readString(said(folders.get(i)))));
      }
    }
    return System.nanoTime() - begin;
  }

  private static Process start(Receiver receiver, Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    "dcmsend",
                    "--quiet",
                    "--decompress-never",
                    "--call",
                    receiver.aeTitle(),
                    "--scan-directories",
                    "127.0.0.1",
                    String.valueOf(receiver.port()),
                    folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(said(folder).toFile());
    // Else its small writes wait for acknowledgements.
    builder.environment().put("TCP_NODELAY", "1");
    return builder.start();
  }

  private static Path said(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".txt");
  }
}
