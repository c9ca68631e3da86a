package dev.dermstream.loadtest.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An index in a folder, which a later run finds again.
 *
 * @param folder of the index
 * @param buildSeconds what building it took, whenever that was
 */
record GraphFiles(Path folder, double buildSeconds) {
  private static final double NANOS_OF_SECOND = 1e9;

  /** Writes an index into an empty folder. */
  @FunctionalInterface
  interface Writer {
    void write(Path folder) throws IOException;
  }

  /** Finds the index, or builds it; what an interrupted run left is built anew. */
  static GraphFiles of(Path folder, Writer writer) throws IOException {
    Path seconds = folder.resolveSibling(folder.getFileName() + ".seconds");
    if (!Files.exists(seconds)) {
      if (Files.exists(folder)) {
        Folder.delete(folder);
      }
      Files.createDirectories(folder);
      long start = System.nanoTime();
      writer.write(folder);
      Files.writeString(seconds, Double.toString((System.nanoTime() - start) / NANOS_OF_SECOND));
    }
    return new GraphFiles(folder, Double.parseDouble(Files.readString(seconds)));
  }
}
