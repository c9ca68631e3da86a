package dev.dermstream.batch.screening;

import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.NearestCluster;
import dev.dermstream.v1.OutOfDistribution;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;

/**
 * A report without what is of the run and not of the image. An engine sums in another order in
 * another batch, so scores agree to the rounding of float32; four decimals of a percent, and of a
 * cosine, are coarser than that.
 */
final class StableReport {
  private static final double STEPS = 10_000;

  private StableReport() {}

  static Report of(Report report) {
    Report.Builder stable = report.toBuilder();
    stable
        .clearRequestId()
        .clearTimings()
        .clearModelLabelLikelihoods()
        .clearNearestNeighbors()
        .clearClusterMap();
    stable.getProvenanceBuilder().clearNodeId();
    if (stable.hasLabel()) {
      round(stable.getLabelBuilder());
    }
    if (stable.hasModelLabel()) {
      round(stable.getModelLabelBuilder());
    }
    stable.getSimilarLabelsBuilderList().forEach(StableReport::round);
    stable.getClassConfidenceBuilderList().forEach(StableReport::round);
    stable.getNearestClustersBuilderList().forEach(StableReport::round);
    if (stable.hasCalibrated()) {
      round(stable.getCalibratedBuilder());
    }
    if (stable.hasImage() && stable.getImage().hasRegion()) {
      round(stable.getImageBuilder().getRegionBuilder());
    }
    stable.getFurtherLesionsBuilderList().forEach(StableReport::round);
    return stable.build();
  }

  private static void round(FurtherLesion.Builder lesion) {
    if (lesion.hasRegion()) {
      round(lesion.getRegionBuilder());
    }
    if (lesion.hasLabel()) {
      round(lesion.getLabelBuilder());
    }
    lesion.getSimilarLabelsBuilderList().forEach(StableReport::round);
    lesion.getClassConfidenceBuilderList().forEach(StableReport::round);
    if (lesion.hasCalibrated()) {
      round(lesion.getCalibratedBuilder());
    }
  }

  private static void round(CalibratedConfidence.Builder calibrated) {
    calibrated.getProbabilitiesBuilderList().forEach(StableReport::round);
    if (calibrated.hasOutOfDistribution()) {
      OutOfDistribution.Builder distance = calibrated.getOutOfDistributionBuilder();
      distance.setDistance(rounded(distance.getDistance()));
    }
  }

  private static void round(ClassProbability.Builder probability) {
    probability.setProbabilityPercent(rounded(probability.getProbabilityPercent()));
  }

  private static void round(Label.Builder label) {
    label.setScorePercent(rounded(label.getScorePercent()));
  }

  private static void round(ClassConfidence.Builder confidence) {
    confidence.setConfidencePercent(rounded(confidence.getConfidencePercent()));
    confidence.setSimilarity(rounded(confidence.getSimilarity()));
  }

  private static void round(NearestCluster.Builder cluster) {
    cluster.setCosineSimilarity(rounded(cluster.getCosineSimilarity()));
  }

  private static void round(Region.Builder region) {
    region.setProbabilityPercent(rounded(region.getProbabilityPercent()));
  }

  private static double rounded(double value) {
    return Math.rint(value * STEPS) / STEPS;
  }
}
