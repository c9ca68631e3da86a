package dev.dermstream.index.search;

import dev.dermstream.index.dbscan.RegionQuery;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;

/**
 * Region queries by the HNSW graph: a vector's k nearest, as the graph finds them.
 *
 * @param index of the vectors; stays open as long as this is used
 * @param vectors the same, by their rows
 * @param k vectors that a query finds, the vector itself included; in denser regions it finds no
 *     more
 */
public record GraphRegions(LuceneVectorIndex index, UnitVectors vectors, int k)
    implements RegionQuery {
  public GraphRegions {
    if (k < 2) {
      throw new IllegalArgumentException("%d nearest are no region".formatted(k));
    }
    if (index.count() != vectors.count()) {
      throw new IllegalArgumentException(
          "an index of %d vectors is none of these %d".formatted(index.count(), vectors.count()));
    }
  }

  @Override
  public int[] candidates(int row) throws IOException {
    return index.search(vectors.row(row), k).stream().mapToInt(Neighbor::row).toArray();
  }
}
