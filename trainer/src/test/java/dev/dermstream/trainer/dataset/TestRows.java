package dev.dermstream.trainer.dataset;

import java.util.List;
import java.util.TreeMap;

/** Rows of which a test needs little. */
final class TestRows {
  private TestRows() {}

  static ManifestRow row(String identifier, String className, String patient) {
    return row(identifier, className, patient, "");
  }

  static ManifestRow row(String identifier, String className, String patient, String paper) {
    return new ManifestRow(
        identifier,
        identifier + ".jpg",
        className,
        patient,
        paper,
        "",
        "",
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }
}
