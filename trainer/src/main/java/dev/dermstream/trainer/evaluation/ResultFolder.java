package dev.dermstream.trainer.evaluation;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A new folder of results. Its files are written beside it and appear together by one rename, so
 * that whoever finds the folder finds it whole.
 */
public final class ResultFolder {
  private final Path place;

  /**
   * @param place where nothing is yet, or an empty folder
   * @throws ServiceException (INVALID_INPUT) if something is there
   */
  public ResultFolder(Path place) throws IOException {
    this.place = place.toAbsolutePath().normalize();
    if (Files.exists(this.place) && !isEmptyFolder(this.place)) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, place + ": is there already, and is no empty folder.");
    }
  }

  /**
   * Writes the files.
   *
   * @param files contents by name, UTF-8
   */
  public void write(Map<String, String> files) throws IOException {
    Path parent = place.getParent();
    if (parent == null) {
      throw new IOException(place + " is no place for a folder");
    }
    Path unfinished =
        parent.resolve(place.getFileName() + ".unfinished-" + ProcessHandle.current().pid());
    try {
      Files.createDirectories(parent);
      // Not a temporary folder of the JDK's, which nobody else could read.
      Files.createDirectory(unfinished);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(unfinished.resolve(file.getKey()), file.getValue());
      }
      // Takes the place of an empty folder too, and of nothing else.
      Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(unfinished, e);
      throw new IOException(place + ": cannot be written: " + e, e);
    }
  }

  private static boolean isEmptyFolder(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(place)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void delete(Path folder, IOException because) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Files.delete(entry);
      }
      Files.delete(folder);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
