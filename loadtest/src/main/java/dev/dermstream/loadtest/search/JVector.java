package dev.dermstream.loadtest.search;

import dev.dermstream.index.vectors.UnitVectors;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JVector's graph in memory over float32, with the settings of its own introduction. */
final class JVector implements Contestant {
  private static final int MAX_DEGREE = 32;
  private static final int BEAM_WIDTH = 100;
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;
  private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.DOT_PRODUCT;

  private final VectorTypeSupport types =
      VectorizationProvider.getInstance().getVectorTypeSupport();
  private final RandomAccessVectorValues vectors;
  private final ImmutableGraphIndex graph;
  private final GraphSearcher searcher;

  /** Builds the graph on all processors, as JVector does. */
  JVector(UnitVectors base) throws IOException {
    List<VectorFloat<?>> rows = new ArrayList<>(base.count());
    for (int row = 0; row < base.count(); row++) {
      rows.add(types.createFloatVector(base.row(row)));
    }
    vectors = new ListRandomAccessVectorValues(rows, base.dimension());
    try (GraphIndexBuilder builder =
        GraphIndexBuilder.builder(
                BuildScoreProvider.randomAccessScoreProvider(vectors, SIMILARITY),
                base.dimension(),
                List.of(MAX_DEGREE))
            .withBeamWidth(BEAM_WIDTH)
            .withNeighborOverflow(OVERFLOW)
            .withAlpha(ALPHA)
            .build()) {
      graph = builder.build(vectors);
    }
    searcher = new GraphSearcher(graph);
  }

  @Override
  public String name() {
    // "Native": its own library; "Panama": Java's vectors
    // (-Djvector.vectorization_provider=panama).
    return "JVector, "
        + VectorizationProvider.getInstance()
            .getClass()
            .getSimpleName()
            .replace("VectorizationProvider", "");
  }

  @Override
  public int[] search(float[] query, int k, int candidates) {
    SearchResult result =
        searcher.search(
            DefaultSearchScoreProvider.exact(types.createFloatVector(query), SIMILARITY, vectors),
            k,
            Math.max(k, candidates),
            0,
            0,
            Bits.ALL);
    int[] rows = new int[result.getNodes().length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = result.getNodes()[i].node;
    }
    return rows;
  }

  @Override
  public long bytesOffHeap() {
    return 0;
  }

  @Override
  public void close() throws IOException {
    searcher.close();
    graph.close();
  }
}
