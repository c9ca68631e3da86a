package dev.dermstream.trainer.evaluation.text;

/** Vectors of equal length. */
final class Vectors {
  private Vectors() {}

  /** The cosine, where both are of length one. */
  static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
