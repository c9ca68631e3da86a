package dev.dermstream.batch.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** Names and steps that files and folders of results have in common. */
final class Folders {
  private static final Pattern JOB = Pattern.compile("[a-z0-9-]{8,40}");

  /** As long as a job's may be, so that a name that gets too long with it shows in a check. */
  private static final String LONGEST_JOB = "check".repeat(8);

  private Folders() {}

  /** Where something is written before it takes its place: beside it, hidden, by the job's name. */
  static Path unfinished(Path place, String job) {
    if (!JOB.matcher(job).matches()) {
      throw new IllegalArgumentException("a job's id is 8 to 40 of a-z, 0-9 and -");
    }
    return place.resolveSibling(".%s.%s.partial".formatted(place.getFileName(), job));
  }

  /** The folder of a place. */
  static Path of(Path place) throws OutputException {
    Path folder = place.toAbsolutePath().getParent();
    if (folder == null || place.getFileName() == null) {
      throw new OutputException(place + " is no place for results", false);
    }
    return folder;
  }

  /** Makes the folder of a place where it is missing, and tries to write there. */
  static void check(Path place) throws OutputException {
    Path folder = of(place);
    Path probe = unfinished(place, LONGEST_JOB);
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(probe);
      Files.createFile(probe);
      Files.delete(probe);
    } catch (IOException e) {
      throw DiskFault.of(place, folder, e);
    }
  }

  /** Makes what was renamed in a folder outlast the loss of power. */
  static void force(Path folder) throws IOException {
    // An interrupt would close the channel; what is renamed already is to be made sure of first.
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends what is being done by a thread that was asked to. */
  static void stopIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
