package dev.dermstream.trainer.figures;

import tagbio.umap.Umap;
import tagbio.umap.metric.EuclideanMetric;

/**
 * Vectors on a plane by UMAP (McInnes, Healy, Melville: arXiv 1802.03426): near ones stay near;
 * directions, and distances between far ones, mean nothing. One thread and a fixed seed: the same
 * vectors give the same map.
 */
final class MapProjection {
  /** Neighbours that a vector is held to; the authors' default. */
  private static final int NEIGHBOURS = 15;

  /** Together with the spread large, so that marks of a tight cluster do not hide each other. */
  private static final float LEAST_DISTANCE = 1.4f;

  private static final float SPREAD = 1.5f;
  private static final int EPOCHS = 500;
  private static final long SEED = 42;

  private MapProjection() {}

  /**
   * Places.
   *
   * @param vectors {@code [n, dimension]} of length one, n at least 4
   * @return {@code [n, 2]}
   */
  static float[][] places(float[][] vectors) {
    Umap umap = new Umap();
    // Of unit vectors the Euclidean distance orders as the cosine does.
    umap.setMetric(EuclideanMetric.SINGLETON);
    umap.setNumberComponents(2);
    umap.setNumberNearestNeighbours(Math.min(NEIGHBOURS, vectors.length - 1));
    umap.setMinDist(LEAST_DISTANCE);
    umap.setSpread(SPREAD);
    umap.setNumberEpochs(EPOCHS);
    umap.setSeed(SEED);
    umap.setThreads(1);
    return umap.fitTransform(vectors);
  }
}
