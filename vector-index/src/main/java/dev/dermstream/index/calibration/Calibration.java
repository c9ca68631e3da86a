package dev.dermstream.index.calibration;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.List;

/**
 * What held-out images taught about the confidences of one index. Immutable and thread-safe.
 *
 * @param heldOutCount images that it was fitted on
 * @param temperature T of the calibrated probabilities, over 0
 * @param errorBefore expected calibration error of the published confidence on the same images, 0
 *     to 1
 * @param errorAfter the same at {@code temperature}
 * @param sets prediction sets
 * @param distance what is outside the known
 */
public record Calibration(
    int heldOutCount,
    double temperature,
    double errorBefore,
    double errorAfter,
    ConformalSets sets,
    NeighborThreshold distance) {
  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public Calibration {
    if (heldOutCount < 1) {
      throw new IllegalArgumentException("%d held-out images".formatted(heldOutCount));
    }
    TemperatureScaling.requireTemperature(temperature);
    requireError(errorBefore);
    requireError(errorAfter);
  }

  private static void requireError(double error) {
    if (!(error >= 0 && error <= 1)) {
      throw new IllegalArgumentException("an expected calibration error is " + error);
    }
  }

  /**
   * Fits a calibration.
   *
   * @throws IllegalArgumentException if there are too few images for the shares asked for
   */
  public static Calibration fit(HeldOut heldOut, CalibrationSettings settings) {
    double temperature = TemperatureScaling.fit(heldOut);
    return new Calibration(
        heldOut.count(),
        temperature,
        CalibrationError.expected(at(heldOut, settings.temperature()), heldOut.classOf()),
        CalibrationError.expected(at(heldOut, temperature), heldOut.classOf()),
        ConformalSets.fit(heldOut, settings.coverage(), settings.temperature()),
        NeighborThreshold.fit(heldOut, settings.neighbor(), settings.truePositiveRate()));
  }

  private static List<ClassConfidence> at(HeldOut heldOut, double temperature) {
    return heldOut.evidence().stream().map(each -> each.at(temperature)).toList();
  }

  /**
   * What this makes of a query's evidence.
   *
   * @param evidence similarities of the query; at which temperature does not matter
   * @param neighborDistance to the k-th nearest training vector, k being {@link
   *     NeighborThreshold#neighbor}; {@link NeighborThreshold#FARTHEST} where it is not known
   */
  public CalibratedAnswer apply(ClassConfidence evidence, double neighborDistance) {
    return new CalibratedAnswer(
        evidence.at(temperature),
        sets.marginal(evidence),
        sets.classConditional(evidence),
        neighborDistance,
        distance.isOutside(neighborDistance));
  }
}
