package dev.dermstream.batch.report;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import java.util.OptionalDouble;

/** What a report says, as the pages tell it. */
final class Answers {
  private Answers() {}

  /** The English name: what a person reads is the answer, whatever number the class has. */
  static String name(Label label) {
    return label.getNameEnglish().isEmpty() ? unnamed(label.getIdCode()) : label.getNameEnglish();
  }

  static String unnamed(int idCode) {
    return "class " + idCode;
  }

  /** Calibrated probability of the label, percent, where there is one. */
  static OptionalDouble probability(Report report) {
    int label = report.getLabel().getIdCode();
    for (ClassProbability probability : report.getCalibrated().getProbabilitiesList()) {
      if (probability.getIdCode() == label) {
        return OptionalDouble.of(probability.getProbabilityPercent());
      }
    }
    return OptionalDouble.empty();
  }

  /** How sure an answer is, percent: the calibrated probability, else the class confidence. */
  static double certainty(Report report) {
    return probability(report).orElse(report.getLabel().getScorePercent());
  }

  static boolean answered(ImageResult result) {
    return result.getOutcome() == ImageOutcome.IMAGE_OUTCOME_ANSWERED;
  }

  /** The class that was answered, else what became of the image. */
  static String of(ImageResult result) {
    return answered(result)
        ? name(result.getReport().getLabel())
        : Words.outcome(result.getOutcome());
  }
}
