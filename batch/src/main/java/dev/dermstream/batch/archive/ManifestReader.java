package dev.dermstream.batch.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what the lines of a list say, one after another. */
interface ManifestReader extends Closeable {
  /** By the file's ending: {@code .csv}, or else JSON lines. */
  static ManifestReader open(Path file, int mostLineBytes) throws IOException {
    ManifestLines lines = ManifestLines.open(file, mostLineBytes);
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") ? new CsvManifest(lines, mostLineBytes) : new JsonManifest(lines);
  }

  /** What the next line says, or null after the last; blank lines are passed over. */
  @Nullable ManifestItem next() throws IOException;
}
