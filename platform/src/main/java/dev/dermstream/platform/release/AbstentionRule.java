package dev.dermstream.platform.release;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * When a profile abstains: any one of these is enough. An image about which nothing was measured
 * has no answer whatever the rule.
 *
 * @param outOfDistribution the image is farther from the training images than known images are
 * @param classConditionalSet which prediction set the next two look at: the class-conditional one
 *     rather than the marginal one
 * @param emptySet the prediction set is empty
 * @param largestSet the prediction set has more classes, 1 or more; empty: no bound
 * @param leastConfidencePercent the published class confidence of the best class is lower, over 0
 *     to 100; empty: no bound
 * @param leastProbabilityPercent the calibrated probability of the best class is lower, over 0 to
 *     100; empty: no bound
 * @param modelDiffers the model names another class
 * @param noModelLabel the model names no class
 */
public record AbstentionRule(
    boolean outOfDistribution,
    boolean classConditionalSet,
    boolean emptySet,
    OptionalInt largestSet,
    OptionalDouble leastConfidencePercent,
    OptionalDouble leastProbabilityPercent,
    boolean modelDiffers,
    boolean noModelLabel) {
  /** Where a profile says nothing. */
  public static final AbstentionRule NONE =
      new AbstentionRule(
          false,
          false,
          false,
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          false,
          false);

  /** True if the rule cannot be applied without a calibration of the index. */
  public boolean needsCalibration() {
    return outOfDistribution
        || emptySet
        || largestSet.isPresent()
        || leastProbabilityPercent.isPresent();
  }
}
