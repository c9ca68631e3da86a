package dev.dermstream.batch.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of files that the simulated gateway takes for images. */
final class TestArchive {
  private TestArchive() {}

  /** So many files, named and filled by their number. */
  static void fill(Path folder, int files) throws IOException {
    for (int i = 0; i < files; i++) {
      put(folder, "image-%05d.jpg".formatted(i), "image " + i);
    }
  }

  static void put(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
