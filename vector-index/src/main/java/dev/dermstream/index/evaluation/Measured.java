package dev.dermstream.index.evaluation;

import dev.dermstream.index.calibration.CalibratedAnswer;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.snapshot.Classification;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a calibrated index answers to some images.
 *
 * @param published confidences by the published formula
 * @param calibrated the same evidence calibrated
 */
record Measured(List<ClassConfidence> published, List<CalibratedAnswer> calibrated) {
  Measured {
    published = List.copyOf(published);
    calibrated = List.copyOf(calibrated);
  }

  /**
   * Asks the index.
   *
   * @throws IllegalArgumentException if the index has no calibration
   */
  static Measured of(ClusterIndex index, UnitVectors images, double temperature)
      throws IOException {
    List<ClassConfidence> published = new ArrayList<>();
    List<CalibratedAnswer> calibrated = new ArrayList<>();
    for (int row = 0; row < images.count(); row++) {
      Classification answer = index.classify(images.row(row), temperature, 0, 0);
      published.add(answer.confidence());
      calibrated.add(
          answer
              .calibrated()
              .orElseThrow(() -> new IllegalArgumentException("the index has no calibration")));
    }
    return new Measured(published, calibrated);
  }

  int count() {
    return published.size();
  }

  List<ClassConfidence> probabilities() {
    return calibrated.stream().map(CalibratedAnswer::probability).toList();
  }

  /** How little the published formula trusts its label, one less the confidence. */
  double[] doubts() {
    return doubts(published);
  }

  static double[] doubts(List<ClassConfidence> answers) {
    return answers.stream().mapToDouble(each -> 1 - each.confidence()[each.best()]).toArray();
  }

  double[] distances() {
    return of(CalibratedAnswer::neighborDistance);
  }

  double share(ToDoubleFunction<CalibratedAnswer> oneOrNothing) {
    double sum = 0;
    for (double each : of(oneOrNothing)) {
      sum += each;
    }
    return sum / count();
  }

  private double[] of(ToDoubleFunction<CalibratedAnswer> value) {
    return calibrated.stream().mapToDouble(value).toArray();
  }
}
