package dev.dermstream.index.calibration;

/**
 * What a calibration is fitted for.
 *
 * @param coverage share of images whose prediction set is to hold their class, over 0, below 1
 * @param neighbor k of the k-th nearest training vector, 1 to {@value #MOST_NEIGHBORS}
 * @param truePositiveRate share of known images that are to count as known, over 0, below 1
 * @param temperature T of the published formula, from which prediction sets are made, over 0 to 100
 */
public record CalibrationSettings(
    double coverage, int neighbor, double truePositiveRate, double temperature) {
  /** Most neighbours that are looked at. */
  public static final int MOST_NEIGHBORS = 100;

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public CalibrationSettings {
    requireShare("coverage", coverage);
    requireShare("true-positive rate", truePositiveRate);
    if (neighbor < 1 || neighbor > MOST_NEIGHBORS) {
      throw new IllegalArgumentException(
          "neighbor %d is outside 1 to %d".formatted(neighbor, MOST_NEIGHBORS));
    }
    TemperatureScaling.requireTemperature(temperature);
  }

  /**
   * Nine in ten sets hold their class, and 95 in a hundred known images count as known by their
   * tenth neighbour.
   */
  public static CalibrationSettings usual(double temperature) {
    return new CalibrationSettings(0.9, 10, 0.95, temperature);
  }

  private static void requireShare(String name, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("%s %s is not over 0 and below 1".formatted(name, share));
    }
  }
}
