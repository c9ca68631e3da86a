package dev.dermstream.index.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's graph, walked by its flat copy over quantised vectors; the best of what was met is then
 * scored by Lucene's float32 vectors. Both copies are made when the index is opened, from files
 * whose checksums were just read, so the files stay Lucene's own and nothing is stored twice.
 *
 * <p>Why it is faster than Lucene's own search: a vector is a quarter of the memory or less, four
 * are scored together, so that the processor waits for several at once, and neighbour lists need no
 * decoding.
 */
final class QuantizedSearch implements VectorSearch {
  /**
   * Where no more than one of so many documents is accepted all of these are scored: the way
   * through the graph would meet too few of them.
   */
  private static final int SCANNED_SHARE = 20;

  /** For each that is wanted so many are scored exactly, and some more where few are wanted. */
  private static final int RESCORED_OF_EACH = 3;

  private static final int RESCORED_BEYOND = 20;

  private final Lucene99HnswVectorsReader lucene;
  private final String field;
  private final FlatGraph graph;
  private final CompactVectors vectors;
  private final FixedBitSet all;

  /** As many as there were searches at once. */
  private final Queue<GraphWalk> idle = new ConcurrentLinkedQueue<>();

  private QuantizedSearch(
      Lucene99HnswVectorsReader lucene, String field, FlatGraph graph, CompactVectors vectors) {
    this.lucene = lucene;
    this.field = field;
    this.graph = graph;
    this.vectors = vectors;
    all = new FixedBitSet(vectors.count());
    all.set(0, vectors.count());
  }

  /**
   * Copies graph and vectors of a segment in which every document has a vector.
   *
   * @throws IOException if the field is not in Lucene's format of float vectors
   */
  static QuantizedSearch open(LeafReader segment, String field, CompactVectors.Maker vectors)
      throws IOException {
    Lucene99HnswVectorsReader lucene = reader(segment, field);
    FlatGraph graph = FlatGraph.of(lucene.getGraph(field));
    return new QuantizedSearch(
        lucene, field, graph, vectors.of(lucene.getFloatVectorValues(field)));
  }

  private static Lucene99HnswVectorsReader reader(LeafReader segment, String field)
      throws IOException {
    if (segment instanceof CodecReader codec
        && codec.getVectorReader() instanceof PerFieldKnnVectorsFormat.FieldsReader fields) {
      KnnVectorsReader reader = fields.getFieldReader(field);
      if (reader instanceof Lucene99HnswVectorsReader lucene) {
        return lucene;
      }
    }
    throw new IOException("its vectors are not in the format Lucene99HnswVectorsFormat");
  }

  @Override
  public ScoreDoc[] nearest(
      float[] unit, int wanted, int candidates, @Nullable FixedBitSet accepted) throws IOException {
    GraphWalk idleWalk = idle.poll();
    GraphWalk walk = idleWalk == null ? new GraphWalk(graph, vectors.count()) : idleWalk;
    ScoreDoc[] found = nearest(walk, unit, wanted, candidates, accepted == null ? all : accepted);
    // One that failed is not used again.
    idle.add(walk);
    return found;
  }

  private ScoreDoc[] nearest(
      GraphWalk walk, float[] unit, int wanted, int candidates, FixedBitSet accepted)
      throws IOException {
    CompactVectors.Scorer query = vectors.scorer(unit);
    int count = vectors.count();
    int acceptable = accepted.cardinality();
    int[] nodes = new int[0];
    if (!graph.isEmpty() && acceptable > count / SCANNED_SHARE) {
      // Of what the walk keeps only this share may be returned.
      long kept = Math.min(count, (long) candidates * count / acceptable);
      nodes = best(walk.walk(query, (int) kept), wanted, accepted);
    }
    if (nodes.length < wanted) {
      nodes = best(walk.scan(query, candidates, accepted), wanted, accepted);
    }
    return rescore(unit, nodes, wanted);
  }

  /** The best accepted nodes: as many as will be scored exactly, or as there are. */
  private static int[] best(Beam beam, int wanted, FixedBitSet accepted) {
    int[] nodes = new int[Math.min(beam.size(), RESCORED_OF_EACH * wanted + RESCORED_BEYOND)];
    int taken = 0;
    for (int place = 0; place < beam.size() && taken < nodes.length; place++) {
      if (accepted.get(beam.node(place))) {
        nodes[taken++] = beam.node(place);
      }
    }
    return taken == nodes.length ? nodes : Arrays.copyOf(nodes, taken);
  }

  private ScoreDoc[] rescore(float[] unit, int[] nodes, int wanted) throws IOException {
    RandomVectorScorer scorer = lucene.getFlatVectorsReader().getRandomVectorScorer(field, unit);
    // Of equal scores the one that is offered first stays before the others.
    Arrays.sort(nodes);
    float[] scores = new float[nodes.length];
    scorer.bulkScore(nodes, scores, nodes.length);
    Beam best = new Beam();
    best.reset(Math.min(wanted, nodes.length));
    for (int i = 0; i < nodes.length; i++) {
      best.offer(nodes[i], scores[i]);
    }
    ScoreDoc[] found = new ScoreDoc[best.size()];
    for (int place = 0; place < found.length; place++) {
      found[place] = new ScoreDoc(best.node(place), best.score(place));
    }
    return found;
  }

  @Override
  public long bytesOffHeap() {
    return vectors.bytesOffHeap();
  }

  @Override
  public void close() {
    vectors.close();
  }
}
