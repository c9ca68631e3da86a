package dev.dermstream.gateway.report;

import dev.dermstream.index.v1.AbstentionRule;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.PredictionSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Why an image has no answer. The profile's rule comes with the index's measurement; what the model
 * named is known here alone. Every reason that holds is told, not only the first.
 */
public final class Abstention {
  private Abstention() {}

  /** Reasons that lie in the measurement, ascending; known before the model has written. */
  public static List<AbstentionReason> measured(ClassifyResponse index) {
    if (index.getLabelsCount() == 0) {
      return List.of(AbstentionReason.ABSTENTION_REASON_NO_CLUSTERS);
    }
    AbstentionRule rule = index.getAbstentionRule();
    List<AbstentionReason> reasons = new ArrayList<>();
    if (rule.getOutOfDistribution() && index.getCalibrated().getOutOfDistribution().getOutside()) {
      reasons.add(AbstentionReason.ABSTENTION_REASON_OUT_OF_DISTRIBUTION);
    }
    int classes = set(index).getIdCodesCount();
    if (rule.getEmptySet() && classes == 0) {
      reasons.add(AbstentionReason.ABSTENTION_REASON_EMPTY_SET);
    }
    if (rule.hasLargestSet() && classes > rule.getLargestSet()) {
      reasons.add(AbstentionReason.ABSTENTION_REASON_LARGE_SET);
    }
    if (rule.hasLeastConfidencePercent()
        && index.getLabels(0).getScorePercent() < rule.getLeastConfidencePercent()) {
      reasons.add(AbstentionReason.ABSTENTION_REASON_LOW_CONFIDENCE);
    }
    if (rule.hasLeastProbabilityPercent()
        && probability(index) < rule.getLeastProbabilityPercent()) {
      reasons.add(AbstentionReason.ABSTENTION_REASON_LOW_PROBABILITY);
    }
    return List.copyOf(reasons);
  }

  /** All reasons, ascending; empty where the image has an answer. */
  static List<AbstentionReason> reasons(ClassifyResponse index, Agreement agreement) {
    List<AbstentionReason> reasons = new ArrayList<>(measured(index));
    AbstentionRule rule = index.getAbstentionRule();
    if (rule.getModelDiffers() && agreement == Agreement.AGREEMENT_DIFFER) {
      reasons.add(AbstentionReason.ABSTENTION_REASON_MODEL_DIFFERS);
    }
    if (rule.getNoModelLabel() && agreement == Agreement.AGREEMENT_NO_MODEL_LABEL) {
      reasons.add(AbstentionReason.ABSTENTION_REASON_NO_MODEL_LABEL);
    }
    return reasons;
  }

  /** True if the rule needs nothing that the measurement lacks. */
  static boolean isJudgeable(ClassifyResponse index) {
    AbstentionRule rule = index.getAbstentionRule();
    boolean needsCalibration =
        rule.getOutOfDistribution()
            || rule.getEmptySet()
            || rule.hasLargestSet()
            || rule.hasLeastProbabilityPercent();
    return index.hasCalibrated() || !needsCalibration;
  }

  /** One sentence for each reason. */
  static String sentences(List<AbstentionReason> reasons, ClassifyResponse index) {
    return reasons.stream().map(reason -> sentence(reason, index)).collect(Collectors.joining(" "));
  }

  private static String sentence(AbstentionReason reason, ClassifyResponse index) {
    AbstentionRule rule = index.getAbstentionRule();
    return switch (reason) {
      case ABSTENTION_REASON_NO_CLUSTERS ->
          "No class has a cluster in the training set, so nothing can be measured.";
      case ABSTENTION_REASON_OUT_OF_DISTRIBUTION -> outside(index);
      case ABSTENTION_REASON_EMPTY_SET ->
          "No class is likely enough to be in the prediction set (coverage %s)."
              .formatted(percent(set(index).getCoveragePercent()));
      case ABSTENTION_REASON_LARGE_SET ->
          "%d classes are in the prediction set (coverage %s), and the profile allows %d."
              .formatted(
                  set(index).getIdCodesCount(),
                  percent(set(index).getCoveragePercent()),
                  rule.getLargestSet());
      case ABSTENTION_REASON_LOW_CONFIDENCE ->
          "The class confidence %s is below the profile's %s."
              .formatted(
                  percent(index.getLabels(0).getScorePercent()),
                  percent(rule.getLeastConfidencePercent()));
      case ABSTENTION_REASON_LOW_PROBABILITY ->
          "The calibrated probability %s is below the profile's %s."
              .formatted(percent(probability(index)), percent(rule.getLeastProbabilityPercent()));
      case ABSTENTION_REASON_MODEL_DIFFERS -> "The model names another class than the measurement.";
      case ABSTENTION_REASON_NO_MODEL_LABEL -> "The model named no class.";
      case ABSTENTION_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("No sentence for " + reason);
    };
  }

  private static String outside(ClassifyResponse index) {
    OutOfDistribution measured = index.getCalibrated().getOutOfDistribution();
    return String.format(
        Locale.ROOT,
        "The image is unlike the training images: its distance %.4g to the nearest %d is over %.4g.",
        measured.getDistance(),
        measured.getNeighbor(),
        measured.getThreshold());
  }

  private static PredictionSet set(ClassifyResponse index) {
    return index.getAbstentionRule().getClassConditionalSet()
        ? index.getCalibrated().getClassConditionalSet()
        : index.getCalibrated().getPredictionSet();
  }

  /** Calibrated probability of the best class; temperatures change no order. */
  private static double probability(ClassifyResponse index) {
    return index.getCalibrated().getProbabilitiesCount() == 0
        ? 0
        : index.getCalibrated().getProbabilities(0).getProbabilityPercent();
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.1f%%", percent);
  }
}
