package dev.dermstream.trainer.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the files of a data set that hold its records. */
final class DataFiles {
  private DataFiles() {}

  /**
   * The one file of a folder with such an ending.
   *
   * @param what for messages, for example {@code .csv table}
   * @param endings with the dot, in small letters
   * @throws DatasetException if there is none or more than one
   */
  static Path one(Path folder, String what, String... endings) throws IOException {
    List<Path> files = all(folder, endings);
    if (files.size() != 1) {
      throw new DatasetException(
          folder
              + (files.isEmpty()
                  ? ": no " + what
                  : ": more than one " + what + ", leave the right one: " + files));
    }
    return files.getFirst();
  }

  /** Those of a folder, not of the folders in it, in the order of their names. */
  static List<Path> all(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> endsWith(file, endings))
          .sorted()
          .toList();
    }
  }

  static boolean endsWith(Path file, String... endings) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(endings).anyMatch(name::endsWith);
  }
}
