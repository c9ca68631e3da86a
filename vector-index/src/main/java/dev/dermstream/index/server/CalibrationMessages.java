package dev.dermstream.index.server;

import dev.dermstream.index.calibration.CalibratedAnswer;
import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.NeighborThreshold;
import dev.dermstream.index.v1.AbstentionRule;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.PredictionSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Calibrated evidence and the rule that judges it, as the wire tells them. */
final class CalibrationMessages {
  private static final double PERCENT = 100;

  /** Best first; equals by id_code. */
  private static final Comparator<ClassProbability> BEST_FIRST =
      Comparator.comparingDouble(ClassProbability::getProbabilityPercent)
          .reversed()
          .thenComparingInt(ClassProbability::getIdCode);

  private CalibrationMessages() {}

  static CalibratedConfidence confidence(Calibration calibration, CalibratedAnswer answer) {
    double coverage = PERCENT * calibration.sets().coverage();
    return CalibratedConfidence.newBuilder()
        .addAllProbabilities(probabilities(answer))
        .setTemperature(calibration.temperature())
        .setPredictionSet(set(coverage, answer.marginalSet()))
        .setClassConditionalSet(set(coverage, answer.classConditionalSet()))
        .setOutOfDistribution(outside(calibration.distance(), answer))
        .build();
  }

  private static List<ClassProbability> probabilities(CalibratedAnswer answer) {
    double[] p = answer.probability().confidence();
    return IntStream.range(0, p.length)
        .filter(answer.probability()::hasCluster)
        .mapToObj(code ->
            ClassProbability.newBuilder()
                .setIdCode(code)
                .setProbabilityPercent(PERCENT * p[code])
                .build())
        .sorted(BEST_FIRST)
        .toList();
  }

  private static PredictionSet set(double coveragePercent, int[] idCodes) {
    return PredictionSet.newBuilder()
        .setCoveragePercent(coveragePercent)
        .addAllIdCodes(Arrays.stream(idCodes).boxed().toList())
        .build();
  }

  private static OutOfDistribution outside(NeighborThreshold threshold, CalibratedAnswer answer) {
    return OutOfDistribution.newBuilder()
        .setDistance(answer.neighborDistance())
        .setNeighbor(threshold.neighbor())
        .setThreshold(threshold.threshold())
        .setTruePositiveRatePercent(PERCENT * threshold.truePositiveRate())
        .setOutside(answer.outside())
        .build();
  }

  static AbstentionRule rule(dev.dermstream.platform.release.AbstentionRule rule) {
    AbstentionRule.Builder message =
        AbstentionRule.newBuilder()
            .setOutOfDistribution(rule.outOfDistribution())
            .setClassConditionalSet(rule.classConditionalSet())
            .setEmptySet(rule.emptySet())
            .setModelDiffers(rule.modelDiffers())
            .setNoModelLabel(rule.noModelLabel());
    rule.largestSet().ifPresent(message::setLargestSet);
    rule.leastConfidencePercent().ifPresent(message::setLeastConfidencePercent);
    rule.leastProbabilityPercent().ifPresent(message::setLeastProbabilityPercent);
    return message.build();
  }
}
