package dev.dermstream.trainer.dataset;

import java.util.List;

/**
 * How a data set is split.
 *
 * @param by what must not be on two sides
 * @param shares of the sides, over 0, two or three that add up to 1
 * @param seed of the order in which groups are dealt
 */
public record SplitRequest(GroupBy by, List<Double> shares, long seed) {
  private static final double TOLERANCE = 1e-6;

  /**
   * @throws IllegalArgumentException if the shares are not as said
   */
  public SplitRequest {
    shares = List.copyOf(shares);
    if (shares.size() < 2 || shares.size() > 3) {
      throw new IllegalArgumentException(
          "shares: give two (train, test) or three (train, validation, test)");
    }
    double sum = 0;
    for (double share : shares) {
      // NaN is refused too.
      if (!(share > 0)) {
        throw new IllegalArgumentException("shares: each must be over 0");
      }
      sum += share;
    }
    if (!(Math.abs(sum - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException("shares: they add up to %s, not 1".formatted(sum));
    }
  }

  /** Names of the sides, in the order of the shares. */
  public List<String> sides() {
    return shares.size() == 2 ? List.of("train", "test") : List.of("train", "validation", "test");
  }
}
