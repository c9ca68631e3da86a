package dev.dermstream.trainer.refresh;

import dev.dermstream.index.snapshot.Classification;
import dev.dermstream.index.snapshot.ClusterIndex;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well an index tells held-out images apart; the higher the better, each of them.
 *
 * @param top1Accuracy share whose most confident class is their own, 0 to 1
 * @param nearestAccuracy share whose nearest training image is of their class, 0 to 1
 * @param logLikelihood mean natural logarithm of the confidence of their own class, at most 0
 */
record RefreshFigures(double top1Accuracy, double nearestAccuracy, double logLikelihood) {
  static final String TOP1 = "top1_accuracy";
  static final String NEAREST = "nearest_accuracy";
  static final String LOG_LIKELIHOOD = "log_likelihood";

  /**
   * A class without a cluster has no confidence at all; its logarithm would outweigh all others.
   */
  private static final double LEAST_CONFIDENCE = 1e-6;

  /** An image with its class. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Judge(float[] embedding, int idCode) {}

  /**
   * Judges an index.
   *
   * @param judges at least one
   * @param temperature of the profile
   */
  static RefreshFigures of(ClusterIndex index, List<Judge> judges, double temperature)
      throws IOException {
    int right = 0;
    int nearestRight = 0;
    double logarithms = 0;
    for (Judge judge : judges) {
      Classification found = index.classify(judge.embedding(), temperature, 0, 1);
      double[] confidence = found.confidence().confidence();
      int best = found.confidence().best();
      right += best == judge.idCode() && found.confidence().hasCluster(best) ? 1 : 0;
      nearestRight += found.neighbors().getFirst().idCode() == judge.idCode() ? 1 : 0;
      double own = judge.idCode() < confidence.length ? confidence[judge.idCode()] : 0;
      logarithms += Math.log(Math.max(own, LEAST_CONFIDENCE));
    }
    double count = judges.size();
    return new RefreshFigures(right / count, nearestRight / count, logarithms / count);
  }

  /** By the names that a promotion rule uses. */
  Map<String, Double> byName() {
    return new TreeMap<>(
        Map.of(TOP1, top1Accuracy, NEAREST, nearestAccuracy, LOG_LIKELIHOOD, logLikelihood));
  }
}
