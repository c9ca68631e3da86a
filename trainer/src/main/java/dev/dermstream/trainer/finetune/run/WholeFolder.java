package dev.dermstream.trainer.finetune.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that appear and disappear whole, whatever happens to the process. */
public final class WholeFolder {
  private static final String UNFINISHED = ".unfinished";

  private WholeFolder() {}

  /** Fills a folder. */
  @FunctionalInterface
  public interface Content {
    /** Writes files into it. */
    void write(Path folder) throws IOException;
  }

  /**
   * Writes a folder beside its place, flushes it to the disk and moves it there; one that is there
   * already is replaced.
   */
  public static void write(Path place, Content content) throws IOException {
    Path unfinished = place.resolveSibling(place.getFileName() + UNFINISHED);
    try {
      delete(unfinished);
      Files.createDirectories(unfinished);
      content.write(unfinished);
      try (Stream<Path> files = Files.walk(unfinished)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }
      }
      remove(place);
      Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      try {
        delete(unfinished);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Takes a folder away: at no moment there is half of it under its name. */
  public static void remove(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      Path leaving = place.resolveSibling(place.getFileName() + ".leaving" + UNFINISHED);
      delete(leaving);
      Files.move(place, leaving, StandardCopyOption.ATOMIC_MOVE);
      delete(leaving);
    }
  }

  /** Deletes what a killed process left half in a folder. */
  public static void clean(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path entry : entries.filter(path -> path.toString().endsWith(UNFINISHED)).toList()) {
          delete(entry);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> entries;
      try (Stream<Path> walk = Files.walk(folder)) {
        entries = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
  }
}
