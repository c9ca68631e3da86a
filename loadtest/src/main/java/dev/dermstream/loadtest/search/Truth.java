package dev.dermstream.loadtest.search;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Queries with their true nearest rows. */
final class Truth {
  private final float[][] queries;
  private final int[][] nearest;

  private Truth(float[][] queries, int[][] nearest) {
    this.queries = queries;
    this.nearest = nearest;
  }

  /** Found by comparing everything with everything. */
  static Truth of(UnitVectors base, UnitVectors queries) {
    ExactScan scan = new ExactScan(base);
    float[][] rows =
        IntStream.range(0, queries.count()).mapToObj(queries::row).toArray(float[][]::new);
    int[][] nearest =
        Arrays.stream(rows)
            .parallel()
            .map(query -> scan.search(query, Options.K, 0))
            .toArray(int[][]::new);
    return new Truth(rows, nearest);
  }

  int count() {
    return queries.length;
  }

  float[] query(int query) {
    return queries[query];
  }

  /** How many of the rows are among the true nearest; a row that is given twice counts once. */
  long found(int query, int[] rows) {
    return Arrays.stream(nearest[query])
        .filter(row -> Arrays.stream(rows).anyMatch(given -> given == row))
        .count();
  }
}
