package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.ManifestRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows of which a test needs little. */
final class ImageRows {
  private ImageRows() {}

  static ManifestRow row(
      String identifier, String className, String modality, Map<String, String> fields) {
    return new ManifestRow(
        identifier,
        identifier + ".jpg",
        className,
        "",
        "",
        modality,
        "",
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(fields),
        List.of());
  }
}
