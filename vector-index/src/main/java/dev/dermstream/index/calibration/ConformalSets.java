package dev.dermstream.index.calibration;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Prediction sets by split conformal prediction with the score {@code 1 - p_k} (Sadinle, Lei,
 * Wasserman: Least Ambiguous Set-Valued Classifiers, 2019). The marginal set holds the image's
 * class with the chosen coverage over all images like the held-out ones; the class-conditional one
 * (Mondrian; Vovk 2012) for every class by itself, and is larger for it.
 *
 * <p>p is at a temperature of its own, that of the published formula: sets are fitted apart from
 * the calibrated temperature (Dabah and Tirer 2025: scaling may widen sets). The arrays are owned
 * by this record and must not be changed.
 *
 * @param coverage chosen, over 0, below 1
 * @param temperature of p
 * @param threshold largest score in the marginal set, 0 to 1
 * @param idCodes {@code [classes]} classes that a set may name, ascending
 * @param classThresholds {@code [classes]} largest score of each in the class-conditional set; 1,
 *     always in it, where the class had too few images
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
public record ConformalSets(
    double coverage,
    double temperature,
    double threshold,
    int[] idCodes,
    double[] classThresholds) {
  /** No score is higher. */
  private static final double ALWAYS = 1;

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public ConformalSets {
    if (!(coverage > 0 && coverage < 1)) {
      throw new IllegalArgumentException("coverage is " + coverage);
    }
    TemperatureScaling.requireTemperature(temperature);
    requireScore(threshold);
    if (idCodes.length != classThresholds.length) {
      throw new IllegalArgumentException(
          "%d classes have %d thresholds".formatted(idCodes.length, classThresholds.length));
    }
    Arrays.stream(classThresholds).forEach(ConformalSets::requireScore);
  }

  private static void requireScore(double threshold) {
    if (!(threshold >= 0 && threshold <= ALWAYS)) {
      throw new IllegalArgumentException("a set's threshold is " + threshold);
    }
  }

  static ConformalSets fit(HeldOut heldOut, double coverage, double temperature) {
    double[] scores = new double[heldOut.count()];
    for (int row = 0; row < scores.length; row++) {
      double[] p = heldOut.evidence().get(row).at(temperature).confidence();
      scores[row] = 1 - p[heldOut.classOf()[row]];
    }
    double[] classThresholds =
        Arrays.stream(heldOut.idCodes())
            .mapToDouble(code ->
                ConformalQuantile.of(scoresOf(heldOut, scores, code), coverage).orElse(ALWAYS))
            .toArray();
    return new ConformalSets(
        coverage,
        temperature,
        ConformalQuantile.required(scores, coverage, "prediction sets"),
        heldOut.idCodes(),
        classThresholds);
  }

  private static double[] scoresOf(HeldOut heldOut, double[] scores, int code) {
    return IntStream.range(0, scores.length)
        .filter(row -> heldOut.classOf()[row] == code)
        .mapToDouble(row -> scores[row])
        .toArray();
  }

  /** The marginal set of a query, id_codes ascending; may be empty. */
  int[] marginal(ClassConfidence evidence) {
    double[] p = evidence.at(temperature).confidence();
    return Arrays.stream(idCodes).filter(code -> 1 - p[code] <= threshold).toArray();
  }

  /** The class-conditional set of a query, id_codes ascending; may be empty. */
  int[] classConditional(ClassConfidence evidence) {
    double[] p = evidence.at(temperature).confidence();
    return IntStream.range(0, idCodes.length)
        .filter(i -> 1 - p[idCodes[i]] <= classThresholds[i])
        .map(i -> idCodes[i])
        .toArray();
  }

  /** Classes that are in every class-conditional set, for want of images to tell. */
  public int[] undecided() {
    return IntStream.range(0, idCodes.length)
        .filter(i -> classThresholds[i] == ALWAYS)
        .map(i -> idCodes[i])
        .toArray();
  }
}
