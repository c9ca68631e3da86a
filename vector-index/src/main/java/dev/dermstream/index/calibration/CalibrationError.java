package dev.dermstream.index.calibration;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.List;

/** How far confidences are from the truth that they claim. */
public final class CalibrationError {
  /** Bins of {@link #expected}, as in Guo 2017. */
  public static final int BINS = 15;

  private CalibrationError() {}

  /**
   * Expected calibration error (Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities
   * Using Bayesian Binning, AAAI 2015): over {@value #BINS} bins of equal width {@code ((i - 1) /
   * M, i / M]}, the mean difference between the highest confidence and how often it was right,
   * weighted by images; 0 to 1.
   *
   * @param answers {@code [m]}, at least one
   * @param classOf {@code [m]} true id_codes
   */
  public static double expected(List<ClassConfidence> answers, int[] classOf) {
    double[] excess = new double[BINS];
    for (int row = 0; row < classOf.length; row++) {
      int best = answers.get(row).best();
      double confidence = answers.get(row).confidence()[best];
      excess[bin(confidence)] += confidence - (best == classOf[row] ? 1 : 0);
    }
    double sum = 0;
    for (double each : excess) {
      sum += Math.abs(each);
    }
    return sum / classOf.length;
  }

  /**
   * Brier score (Brier 1950), summed over the classes: mean of {@code sum_k (p_k - [k = y])^2}, 0
   * to 2.
   */
  public static double brier(List<ClassConfidence> answers, int[] classOf) {
    double sum = 0;
    for (int row = 0; row < classOf.length; row++) {
      sum += brier(answers.get(row).confidence(), classOf[row]);
    }
    return sum / classOf.length;
  }

  /**
   * Brier score of one answer, 0 to 2.
   *
   * @param p {@code [classes]} probabilities
   * @param trueClass y
   */
  public static double brier(double[] p, int trueClass) {
    double sum = 0;
    for (int code = 0; code < p.length; code++) {
      double miss = p[code] - (code == trueClass ? 1 : 0);
      sum += miss * miss;
    }
    return sum;
  }

  /** Bin of {@link #expected} that a confidence, 0 to 1, falls into; 0 to {@value #BINS} - 1. */
  public static int bin(double confidence) {
    return Math.clamp((int) Math.ceil(confidence * BINS) - 1, 0, BINS - 1);
  }
}
