package dev.dermstream.index.calibration;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The finite-sample quantile of split conformal prediction (Vovk, Gammerman, Shafer: Algorithmic
 * Learning in a Random World, 2005; Angelopoulos and Bates: Conformal Prediction, a Gentle
 * Introduction, 2023, section 1): the {@code ceil((n + 1) c)}-th smallest of n scores. A further
 * score that is exchangeable with them is at most that with probability c or more, whatever the
 * scores mean.
 */
final class ConformalQuantile {
  private ConformalQuantile() {}

  /**
   * The quantile; empty where n is too small for any score to have that coverage, below {@code c /
   * (1 - c)}.
   *
   * @param scores {@code [n]}, in any order
   * @param coverage c, over 0, below 1
   */
  static OptionalDouble of(double[] scores, double coverage) {
    // As decimals, for 20 times 0.95 must be 19 and not the next number above it.
    int rank =
        BigDecimal.valueOf(coverage)
            .multiply(BigDecimal.valueOf(scores.length + 1L))
            .setScale(0, RoundingMode.CEILING)
            .intValueExact();
    if (rank > scores.length) {
      return OptionalDouble.empty();
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return OptionalDouble.of(sorted[rank - 1]);
  }

  /** As {@link #of}, for scores that are worth nothing without it. */
  static double required(double[] scores, double coverage, String purpose) {
    return of(scores, coverage)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%d held-out embeddings are too few for %s at %s"
                    .formatted(scores.length, purpose, coverage)));
  }
}
