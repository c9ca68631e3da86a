package dev.dermstream.batch.output;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * A flat folder that another one takes the place of. No system call does that at once where files
 * are in it: the older one is moved aside and back again if the new one does not come.
 */
final class ReplacedFolder {
  private final Path folder;
  private final Pattern ours;

  /**
   * A folder that may be there.
   *
   * @param ours names of the files that may be replaced
   */
  ReplacedFolder(Path folder, Pattern ours) {
    this.folder = folder;
    this.ours = ours;
  }

  /** Puts a folder that is written in this one's place. */
  void replaceBy(Path unfinished) throws IOException {
    if (Files.exists(folder)) {
      Files.move(folder, aside(), StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      restore();
      throw e;
    }
    Folders.force(Folders.of(folder));
    clear(aside());
  }

  /** Where the older one lies for a moment. */
  private Path aside() {
    return folder.resolveSibling(".%s.replaced".formatted(folder.getFileName()));
  }

  /** Ends what a process that was killed has begun. */
  void restore() throws IOException {
    if (Files.exists(aside())) {
      if (Files.exists(folder)) {
        clear(aside());
      } else {
        Files.move(aside(), folder, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Refuses what is not a folder of results. */
  void requireReplaceable() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder) || Files.isSymbolicLink(folder)) {
      throw new OutputException(folder + " is no folder; name one", false);
    }
    if (!Files.getFileStore(folder).equals(Files.getFileStore(Folders.of(folder)))) {
      throw new OutputException(
          folder + " is a file system of its own; name a folder in it", false);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!ours.matcher(String.valueOf(file.getFileName())).matches()) {
          throw new OutputException(
              "%s holds other files than structured reports of a job; name a folder that is empty or not there yet"
                  .formatted(folder),
              false);
        }
      }
    }
  }

  /** Deletes a folder and the files in it. */
  static void clear(Path flat) throws IOException {
    if (Files.exists(flat)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(flat)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(flat);
    }
  }
}
