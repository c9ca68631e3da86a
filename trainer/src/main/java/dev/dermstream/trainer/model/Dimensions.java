package dev.dermstream.trainer.model;

/** Checks of a configuration's numbers; every message names the key. */
final class Dimensions {
  private Dimensions() {}

  /** Alternating names and values. */
  static void positive(String section, Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      int value = (Integer) namesAndValues[i + 1];
      if (value < 1) {
        throw new IllegalArgumentException(
            "%s.%s must be positive, not %d".formatted(section, namesAndValues[i], value));
      }
    }
  }

  static void divides(String divisorName, int divisor, String name, int value) {
    if (value % divisor != 0) {
      throw new IllegalArgumentException(
          "%s (%d) does not divide %s (%d)".formatted(divisorName, divisor, name, value));
    }
  }
}
