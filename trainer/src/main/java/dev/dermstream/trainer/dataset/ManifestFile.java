package dev.dermstream.trainer.dataset;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The manifest of a data set: a text file in UTF-8 with one JSON object a line. Keys are {@code
 * identifier}, {@code image} and {@code class}; where known {@code patient}, {@code paper}, {@code
 * modality}, {@code caption}, {@code questions[]} of {@code question}, {@code answer}, {@code
 * language} and {@code distractors[]}, {@code descriptions} by language, {@code fields} by name,
 * and {@code regions[]} of {@code x}, {@code y}, {@code width}, {@code height} and {@code class}.
 * An unknown key makes a row bad. Lines without anything are passed over.
 */
public final class ManifestFile {
  private ManifestFile() {}

  /** Reads all rows that can be used, and what is wrong with the others. */
  public static ReadRows read(Path file) throws IOException {
    RowGathering rows = new RowGathering(Optional.empty());
    JsonRecords.lines(file, rows, (place, record) -> rows.add(place, RowJson.read(record)));
    return rows.rows();
  }

  /** The folder in which the images of a manifest lie: {@code images} beside it, or its own. */
  public static Path imagesOf(Path manifest) {
    Path own = Objects.requireNonNull(manifest.toAbsolutePath().getParent());
    Path inside = own.resolve("images");
    return Files.isDirectory(inside) ? inside : own;
  }

  /** A row as a line of the manifest, without the line's end. */
  public static String line(ManifestRow row) {
    return RowJson.write(row);
  }

  /**
   * Writes rows; the file appears whole or not at all.
   *
   * @throws DatasetException if the file is there already
   */
  public static void write(Path file, List<ManifestRow> rows) throws IOException {
    if (Files.exists(file)) {
      throw new DatasetException(file + " is there already");
    }
    Path unfinished = Path.of(file + ".new");
    try (BufferedWriter writer = Files.newBufferedWriter(unfinished)) {
      for (ManifestRow row : rows) {
        writer.write(line(row));
        writer.write('\n');
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
