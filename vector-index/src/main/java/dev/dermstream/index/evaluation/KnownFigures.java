package dev.dermstream.index.evaluation;

import dev.dermstream.index.calibration.CalibratedAnswer;
import dev.dermstream.index.calibration.CalibrationError;
import dev.dermstream.index.confidence.ClassConfidence;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How an index fares on images of its own classes that neither it nor its calibration has seen.
 * Shares are 0 to 1.
 *
 * @param images how many
 * @param accuracy share whose most confident class is their own
 * @param published of the published confidence
 * @param calibrated of the calibrated probability, whose labels are the same
 * @param errorByDistance area under the ROC curve of finding wrong labels by the neighbour distance
 * @param marginal prediction sets over all images
 * @param classConditional prediction sets by class
 * @param within share within the distance of the known
 */
public record KnownFigures(
    int images,
    double accuracy,
    Scored published,
    Scored calibrated,
    double errorByDistance,
    Sets marginal,
    Sets classConditional,
    double within) {
  /**
   * How true confidences are.
   *
   * @param calibrationError expected calibration error
   * @param brier summed over classes, 0 to 2
   * @param errorDetection area under the ROC curve of finding wrong labels by their low confidence;
   *     NaN where all are right
   */
  public record Scored(double calibrationError, double brier, double errorDetection) {}

  /**
   * What prediction sets hold.
   *
   * @param coverage share that holds the image's class
   * @param leastClassCoverage of the class that fares worst
   * @param meanSize classes in a set
   * @param empty share without a class
   */
  public record Sets(double coverage, double leastClassCoverage, double meanSize, double empty) {}

  static KnownFigures of(Measured measured, int[] classOf) {
    boolean[] wrong = new boolean[classOf.length];
    int right = 0;
    for (int row = 0; row < classOf.length; row++) {
      wrong[row] = measured.published().get(row).best() != classOf[row];
      right += wrong[row] ? 0 : 1;
    }
    return new KnownFigures(
        classOf.length,
        right / (double) classOf.length,
        scored(measured.published(), classOf, wrong),
        scored(measured.probabilities(), classOf, wrong),
        detection(measured.distances(), wrong),
        sets(measured, classOf, CalibratedAnswer::marginalSet),
        sets(measured, classOf, CalibratedAnswer::classConditionalSet),
        measured.share(each -> each.outside() ? 0 : 1));
  }

  private static Scored scored(List<ClassConfidence> answers, int[] classOf, boolean[] wrong) {
    return new Scored(
        CalibrationError.expected(answers, classOf),
        CalibrationError.brier(answers, classOf),
        detection(Measured.doubts(answers), wrong));
  }

  private static double detection(double[] doubt, boolean[] wrong) {
    return Detection.auroc(of(doubt, wrong, true), of(doubt, wrong, false));
  }

  private static double[] of(double[] values, boolean[] wrong, boolean wanted) {
    return IntStream.range(0, values.length)
        .filter(row -> wrong[row] == wanted)
        .mapToDouble(row -> values[row])
        .toArray();
  }

  private static Sets sets(
      Measured measured, int[] classOf, Function<CalibratedAnswer, int[]> kind) {
    List<int[]> sets = measured.calibrated().stream().map(kind).toList();
    double least =
        Arrays.stream(classOf)
            .distinct()
            .mapToDouble(code -> coverage(sets, classOf, code))
            .min()
            .orElse(Double.NaN);
    return new Sets(
        IntStream.range(0, classOf.length)
            .mapToDouble(row -> holds(sets.get(row), classOf[row]))
            .average()
            .orElse(Double.NaN),
        least,
        sets.stream().mapToInt(set -> set.length).average().orElse(Double.NaN),
        sets.stream().mapToDouble(set -> set.length == 0 ? 1 : 0).average().orElse(Double.NaN));
  }

  private static double coverage(List<int[]> sets, int[] classOf, int code) {
    return IntStream.range(0, classOf.length)
        .filter(row -> classOf[row] == code)
        .mapToDouble(row -> holds(sets.get(row), code))
        .average()
        .orElse(Double.NaN);
  }

  private static double holds(int[] set, int code) {
    return Arrays.stream(set).anyMatch(each -> each == code) ? 1 : 0;
  }
}
