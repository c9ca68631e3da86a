package dev.dermstream.trainer.quantize;

/** Finds the nearest value of an ascending code book by the midpoints between its values. */
final class Midpoints {
  private Midpoints() {}

  /** The {@code n - 1} midpoints of {@code n} ascending values. */
  static float[] of(float[] values) {
    float[] midpoints = new float[values.length - 1];
    for (int i = 0; i < midpoints.length; i++) {
      midpoints[i] = (values[i] + values[i + 1]) / 2;
    }
    return midpoints;
  }

  /** How many midpoints lie below {@code x}, which is the rank of the nearest value. */
  static int rank(float[] midpoints, float x) {
    int low = 0;
    int high = midpoints.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (midpoints[middle] < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
