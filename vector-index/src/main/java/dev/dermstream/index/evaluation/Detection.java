package dev.dermstream.index.evaluation;

import java.util.Arrays;

/** How well a score tells two kinds of images apart. */
final class Detection {
  private Detection() {}

  /**
   * Area under the ROC curve: how likely one that is to be detected has a higher score than one
   * that is not, ties half (Hanley and McNeil 1982); NaN where either kind is missing.
   */
  static double auroc(double[] detected, double[] others) {
    if (detected.length == 0 || others.length == 0) {
      return Double.NaN;
    }
    double[] sorted = others.clone();
    Arrays.sort(sorted);
    double won = 0;
    for (double score : detected) {
      won += (below(sorted, score) + below(sorted, Math.nextUp(score))) / 2.0;
    }
    return won / ((double) detected.length * others.length);
  }

  /** How many of the ascending values are smaller. */
  private static int below(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Share of outsiders that pass for known at the threshold that lets 95% of the known pass
   * (Hendrycks and Gimpel 2017; Liang, Li, Srikant 2018); NaN where either kind is missing.
   *
   * @param outsiders how far outside each outsider lies
   * @param known the same of known images
   */
  static double falsePositiveRateAt95(double[] outsiders, double[] known) {
    if (outsiders.length == 0 || known.length == 0) {
      return Double.NaN;
    }
    double[] sorted = known.clone();
    Arrays.sort(sorted);
    double threshold = sorted[Math.ceilDiv(95 * sorted.length, 100) - 1];
    return Arrays.stream(outsiders).filter(score -> score <= threshold).count()
        / (double) outsiders.length;
  }
}
