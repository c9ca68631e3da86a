package dev.dermstream.index.calibration;

import dev.dermstream.index.confidence.ClassConfidence;

/**
 * Temperature scaling (Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, ICML
 * 2017, section 4.2): the one T that gives held-out images' own classes the highest likelihood. It
 * changes no ranking, so the label stays what it was.
 *
 * <p>With {@code b = 1 / T} the mean negative log-likelihood {@code log sum_j exp(b s_j) - b s_y}
 * is convex in b, its slope {@code E_p[s] - s_y} rises with b: the minimum is found by bisection of
 * log b, without a step size. Where every image's own class is the most similar there is no
 * minimum, and T is the lowest that is allowed.
 */
final class TemperatureScaling {
  /** Lowest T: at lower ones a similarity's last digits decide. */
  static final double LOWEST = 1e-3;

  static final double HIGHEST = 100;

  private static final int HALVINGS = 80;

  private TemperatureScaling() {}

  static void requireTemperature(double temperature) {
    if (!(temperature > 0 && temperature <= HIGHEST)) {
      throw new IllegalArgumentException(
          "temperature %s is not over 0 and at most %.0f".formatted(temperature, HIGHEST));
    }
  }

  /**
   * Fits T. Images of a class without a cluster have no likelihood at any T and are left out.
   *
   * @throws IllegalArgumentException if no image is left
   */
  static double fit(HeldOut heldOut) {
    double lower = Math.log(1 / HIGHEST);
    double upper = Math.log(1 / LOWEST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (lower + upper) / 2;
      if (slope(heldOut, Math.exp(middle)) > 0) {
        upper = middle;
      } else {
        lower = middle;
      }
    }
    return Math.clamp(Math.exp(-(lower + upper) / 2), LOWEST, HIGHEST);
  }

  private static double slope(HeldOut heldOut, double inverse) {
    double sum = 0;
    int counted = 0;
    for (int row = 0; row < heldOut.count(); row++) {
      ClassConfidence evidence = heldOut.evidence().get(row);
      int own = heldOut.classOf()[row];
      if (evidence.hasCluster(own)) {
        double[] p = evidence.at(1 / inverse).confidence();
        for (int code = 0; code < p.length; code++) {
          sum += p[code] * evidence.similarity()[code];
        }
        sum -= evidence.similarity()[own];
        counted++;
      }
    }
    if (counted == 0) {
      throw new IllegalArgumentException("no held-out embedding is of a class with a cluster");
    }
    return sum / counted;
  }
}
