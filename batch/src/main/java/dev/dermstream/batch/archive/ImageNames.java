package dev.dermstream.batch.archive;

import java.util.Locale;
import java.util.Set;

/** Which files are taken for images where nothing is known but what they are called. */
final class ImageNames {
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "jpe", "png", "dcm", "dicom");

  private ImageNames() {}

  /**
   * Whether the last part of a name ends as images do, or has no ending, as in DICOM exports; never
   * for hidden files.
   */
  static boolean looksLikeImage(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (last.isEmpty() || last.startsWith(".")) {
      return false;
    }
    int dot = last.lastIndexOf('.');
    return dot < 0 || ENDINGS.contains(last.substring(dot + 1));
  }
}
