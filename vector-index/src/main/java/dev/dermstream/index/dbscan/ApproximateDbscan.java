package dev.dermstream.index.dbscan;

import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * DBSCAN on the neighbours that a {@link RegionQuery} finds, for sets whose pairs are too many to
 * scan. What it finds is checked by the exact distance, and a pair counts if either of the two
 * finds the other; so nothing is joined that {@link Dbscan} would not join, but a cluster can fall
 * apart, and a core vector with neighbours not found can be taken for a border or noise.
 *
 * <p>Memory is O(n) plus what the queries find.
 *
 * @param dbscan whose settings hold
 */
public record ApproximateDbscan(Dbscan dbscan, RegionQuery regions) {
  private static final int ROWS_AT_ONCE = 256;

  /**
   * Clusters the vectors; blocks until done.
   *
   * @throws IOException if a query fails
   */
  public Clustering cluster(UnitVectors vectors, Parallelism parallelism) throws IOException {
    int n = vectors.count();
    CosineThreshold threshold = new CosineThreshold(vectors, dbscan.eps());
    int[][] found = new int[n][];
    Neighbourhoods neighbourhoods =
        new Neighbourhoods(n, dbscan.minSamples(), parallelism.workers());
    try {
      forEach(n, parallelism, (row, worker) -> found[row] = neighbours(row, vectors, threshold));
      forEach(
          n,
          parallelism,
          (row, worker) -> {
            for (int other : found[row]) {
              if (row < other || Arrays.binarySearch(found[other], row) < 0) {
                neighbourhoods.pair(row, other, worker);
              }
            }
          });
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof UncheckedIOException io) {
        throw new IOException("A region query failed: " + io.getMessage(), io);
      }
      throw e;
    }
    return neighbourhoods.settle().clustering();
  }

  private static void forEach(int n, Parallelism parallelism, Parallelism.Item item) {
    parallelism.forEach(
        Math.ceilDiv(n, ROWS_AT_ONCE),
        (block, worker) -> {
          int first = block * ROWS_AT_ONCE;
          for (int row = first; row < Math.min(n, first + ROWS_AT_ONCE); row++) {
            item.run(row, worker);
          }
        });
  }

  /** Ascending. */
  private int[] neighbours(int row, UnitVectors vectors, CosineThreshold threshold) {
    int dimension = vectors.dimension();
    float[] values = vectors.values();
    try {
      return Arrays.stream(regions.candidates(row))
          .filter(other -> other != row)
          .filter(other ->
              threshold.neighbours(
                  row,
                  other,
                  DotKernel.dot(values, row * dimension, values, other * dimension, dimension)))
          .sorted()
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
