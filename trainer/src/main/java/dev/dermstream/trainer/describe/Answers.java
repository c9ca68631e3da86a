package dev.dermstream.trainer.describe;

import java.util.Locale;

/** Compares answers. */
final class Answers {
  private Answers() {}

  /** Whether two texts have the same letters and digits, whatever their case. */
  static boolean same(String one, String other) {
    return folded(one).equals(folded(other));
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
