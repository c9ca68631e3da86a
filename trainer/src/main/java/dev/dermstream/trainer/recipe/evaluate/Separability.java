package dev.dermstream.trainer.recipe.evaluate;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;

/**
 * How well embeddings tell the classes of one set apart, on pictures that were not trained on.
 *
 * @param pictures that were judged
 * @param nearestPictureAccuracy share whose nearest training picture is of their class
 * @param centroidAccuracy share whose nearest cluster centroid is of their class, after the
 *     clustering that suits other unseen pictures best
 * @param clusters found
 */
public record Separability(
    int pictures, double nearestPictureAccuracy, double centroidAccuracy, int clusters) {

  /**
   * Judges one set. The first half of the unseen pictures chooses the clustering, the second is
   * judged by it; the nearest pictures are found for all.
   *
   * @param known embeddings of training pictures
   * @param knownClasses of each
   * @param unseen embeddings
   * @param unseenClasses of each
   */
  public static Separability of(
      UnitVectors known,
      int[] knownClasses,
      UnitVectors unseen,
      int[] unseenClasses,
      int classCount,
      Parallelism parallelism) {
    int half = unseen.count() / 2;
    ClusterChoice clusters =
        ClusterChoice.choose(
            known,
            knownClasses,
            first(unseen, half),
            Arrays.copyOf(unseenClasses, half),
            classCount,
            parallelism);
    int near = 0;
    int central = 0;
    for (int row = 0; row < unseen.count(); row++) {
      float[] embedding = unseen.row(row);
      near += knownClasses[nearest(known, embedding)] == unseenClasses[row] ? 1 : 0;
      if (row >= half) {
        ClassConfidence confidence = clusters.confidence(embedding, classCount);
        central += confidence.best() == unseenClasses[row] ? 1 : 0;
      }
    }
    return new Separability(
        unseen.count(),
        (double) near / unseen.count(),
        (double) central / (unseen.count() - half),
        clusters.centroids().count());
  }

  private static UnitVectors first(UnitVectors vectors, int count) {
    return UnitVectors.of(
        Arrays.copyOf(vectors.values(), count * vectors.dimension()), vectors.dimension());
  }

  private static int nearest(UnitVectors known, float[] embedding) {
    int best = 0;
    double closest = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < known.count(); row++) {
      float[] other = known.row(row);
      double cosine = 0;
      for (int i = 0; i < embedding.length; i++) {
        cosine += embedding[i] * other[i];
      }
      if (cosine > closest) {
        closest = cosine;
        best = row;
      }
    }
    return best;
  }
}
