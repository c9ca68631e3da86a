package dev.dermstream.trainer.recipe.evaluate;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.dbscan.Clustering;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.List;
import java.util.Optional;

/**
 * The clustering that gives validation pictures' own classes the highest mean log-likelihood.
 *
 * <p>The danger of DBSCAN is a radius at which clusters of two classes grow together: the centroid
 * of the chain stands for the larger class alone. Likelihood on pictures that were not clustered
 * sees that at once, and a class left without a cluster costs as much as can be.
 *
 * @param dbscan the chosen radius and least neighbourhood
 * @param centroids its clusters
 * @param temperature T of the class confidence
 * @param meanLogLikelihood of the validation pictures, natural logarithm
 */
public record ClusterChoice(
    Dbscan dbscan, Centroids centroids, double temperature, double meanLogLikelihood) {
  private static final List<Double> RADII =
      List.of(
          0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15,
          0.2);

  /** Large ones cut the thin bridges of in-between pictures that clusters of two classes grow. */
  private static final List<Integer> LEAST_NEIGHBOURHOODS = List.of(4, 8, 12, 16, 24, 32, 48);

  /** Probability that a class without a cluster is counted with. */
  private static final double LEAST_PROBABILITY = 1e-6;

  /**
   * Tries every radius with every least neighbourhood.
   *
   * @param vectors embeddings to cluster
   * @param classes id_code of each
   * @param validation embeddings that were not clustered
   * @param validationClasses id_code of each
   * @throws IllegalStateException if no setting gives any cluster
   */
  public static ClusterChoice choose(
      UnitVectors vectors,
      int[] classes,
      UnitVectors validation,
      int[] validationClasses,
      int classCount,
      Parallelism parallelism) {
    Optional<ClusterChoice> best = Optional.empty();
    for (double eps : RADII) {
      for (int minSamples : LEAST_NEIGHBOURHOODS) {
        Dbscan dbscan = new Dbscan(eps, minSamples);
        Clustering clustering = dbscan.cluster(vectors, parallelism);
        if (clustering.clusterCount() == 0) {
          continue;
        }
        Centroids centroids = Centroids.of(vectors, clustering, classes, classCount);
        ClusterChoice tried =
            new ClusterChoice(dbscan, centroids, ClassConfidence.DEFAULT_TEMPERATURE, 0)
                .judged(validation, validationClasses, classCount);
        if (best.isEmpty() || tried.meanLogLikelihood > best.get().meanLogLikelihood) {
          best = Optional.of(tried);
        }
      }
    }
    return best.orElseThrow(
        () -> new IllegalStateException("no radius up to %s gives a cluster".formatted(RADII)));
  }

  private ClusterChoice judged(UnitVectors vectors, int[] classes, int classCount) {
    double sum = 0;
    for (int row = 0; row < vectors.count(); row++) {
      double own = confidence(vectors.row(row), classCount).confidence()[classes[row]];
      sum += Math.log(Math.max(own, LEAST_PROBABILITY));
    }
    return new ClusterChoice(dbscan, centroids, temperature, sum / vectors.count());
  }

  /** Class confidence of one embedding. */
  public ClassConfidence confidence(float[] embedding, int classCount) {
    return ClassConfidence.of(
        centroids.cosines(embedding), centroids.clusterClass(), classCount, temperature);
  }
}
