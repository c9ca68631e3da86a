package dev.dermstream.trainer.evaluation;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new folder of results. Its files are written beside it and appear together by one rename, so
 * that whoever finds the folder finds it whole.
 */
public final class ResultFolder {
  private static final Logger log = LoggerFactory.getLogger(ResultFolder.class);

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

  /** Puts files into a folder. */
  @FunctionalInterface
  public interface Filling {
    void fill(Path folder) throws IOException;
  }

  /** Writes files, contents by name, UTF-8. */
  public void write(Map<String, String> files) throws IOException {
    fill(folder -> {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    });
  }

  /**
   * Fills the folder.
   *
   * @param filling gets a folder of another name; what it leaves there appears, and nothing if it
   *     fails
   */
  public void fill(Filling filling) throws IOException {
    Path parent = place.getParent();
    if (parent == null) {
      throw new IOException(place + " is no place for a folder");
    }
    Path unfinished =
        parent.resolve(place.getFileName() + ".unfinished-" + ProcessHandle.current().pid());
    create(unfinished);
    boolean whole = false;
    try {
      filling.fill(unfinished);
      whole = true;
    } finally {
      if (!whole) {
        delete(unfinished);
      }
    }
    try {
      // Takes the place of an empty folder too, and of nothing else.
      Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(unfinished);
      throw unwritable(e);
    }
  }

  private void create(Path unfinished) throws IOException {
    try {
      Files.createDirectories(Objects.requireNonNull(unfinished.getParent()));
      // Not a temporary folder of the JDK's, which nobody else could read.
      Files.createDirectory(unfinished);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private IOException unwritable(IOException e) {
    return new IOException(place + ": cannot be written: " + e, e);
  }

  private static boolean isEmptyFolder(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(place)) {
      return entries.findAny().isEmpty();
    }
  }

  /** As far as it goes: what is told is why there is nothing to be kept. */
  private static void delete(Path folder) {
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    } catch (IOException e) {
      log.warn("{} is left behind", folder, e);
    }
  }
}
