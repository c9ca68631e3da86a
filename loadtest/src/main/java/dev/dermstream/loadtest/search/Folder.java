package dev.dermstream.loadtest.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder's files. */
final class Folder {
  private Folder() {}

  static long bytes(Path folder) throws IOException {
    long bytes = 0;
    for (Path path : content(folder)) {
      bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
    }
    return bytes;
  }

  static void delete(Path folder) throws IOException {
    for (Path path : content(folder)) {
      Files.delete(path);
    }
  }

  private static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
