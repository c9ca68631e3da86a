package dev.dermstream.loadtest.search;

import com.github.jelmerk.hnswlib.core.DistanceFunction;
import com.github.jelmerk.hnswlib.core.Item;
import com.github.jelmerk.hnswlib.core.SearchResult;
import com.github.jelmerk.hnswlib.core.hnsw.HnswIndex;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.ArrayList;
import java.util.List;

/** hnswlib for Java, given a SIMD dot product instead of its own loop. */
final class Hnswlib implements Contestant {
  private static final int M = 32;
  private static final int EF_CONSTRUCTION = 200;
  private static final DistanceFunction<float[], Float> DISTANCE =
      (left, right) -> 1 - FloatDot.dot(left, 0, right, 0, left.length);

  private final HnswIndex<Integer, float[], Row, Float> index;

  @SuppressWarnings("ArrayRecordComponent") // owned, never compared
  private record Row(Integer id, float[] vector) implements Item<Integer, float[]> {
    private static final long serialVersionUID = 1;

    @Override
    public int dimensions() {
      return vector.length;
    }
  }

  /** Builds the graph on all processors, as the library does. */
  Hnswlib(UnitVectors base) throws InterruptedException {
    index =
        HnswIndex.newBuilder(base.dimension(), DISTANCE, base.count())
            .withM(M)
            .withEfConstruction(EF_CONSTRUCTION)
            .build();
    List<Row> rows = new ArrayList<>(base.count());
    for (int row = 0; row < base.count(); row++) {
      rows.add(new Row(row, base.row(row)));
    }
    index.addAll(rows);
  }

  @Override
  public String name() {
    return "hnswlib for Java";
  }

  @Override
  public int[] search(float[] query, int k, int candidates) {
    index.setEf(Math.max(k, candidates));
    List<SearchResult<Row, Float>> found = index.findNearest(query, k);
    return found.stream().mapToInt(each -> each.item().id()).toArray();
  }

  @Override
  public long bytesOffHeap() {
    return 0;
  }

  @Override
  public void close() {
    // Holds nothing but the heap.
  }
}
