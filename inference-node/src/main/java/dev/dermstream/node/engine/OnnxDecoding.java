package dev.dermstream.node.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts on the decoder's graph. Rows are padded on the left: the mask hides what stands before a
 * row's first token, and its positions count from there, so that a row's scores do not depend on
 * its neighbours but for the rounding of sums.
 *
 * <p>Each run's tensors live in a manager of their own; the present key/values stay in it as the
 * past of the next run, and the cache before is closed then, so that never more than two exist.
 */
final class OnnxDecoding implements Decoding {
  private final OnnxTextDecoder decoder;
  private PaddedCache cache;
  private long[] adapterIds;
  private int[] lengths;

  /** Takes the cache over. */
  OnnxDecoding(OnnxTextDecoder decoder, PaddedCache cache, long[] adapterIds, int[] lengths) {
    this.decoder = decoder;
    this.cache = cache;
    this.adapterIds = adapterIds;
    this.lengths = lengths;
    decoder.held(cache.bytes());
  }

  @Override
  public int rows() {
    return lengths.length;
  }

  @Override
  public Logits read(float[] embeddings, int tokens) {
    NDManager step = decoder.graph().newManager();
    boolean kept = false;
    try (SharedInputs.Lease shared = decoder.sharedInputs().lease(adapterIds)) {
      int hidden = embeddings.length / (rows() * tokens);
      NDArray embeds = step.create(embeddings, new Shape(rows(), tokens, hidden));
      NDList outputs = decoder.graph().run(inputs(step, embeds, tokens, shared.tensors()));
      Logits logits = logits(decoder.graph().output(outputs, "logits"));
      PaddedCache present = PaddedCache.ofRun(step, decoder.present(outputs));
      kept = true;
      replace(present);
      for (int row = 0; row < lengths.length; row++) {
        lengths[row] += tokens;
      }
      return logits;
    } finally {
      if (!kept) {
        step.close();
      }
    }
  }

  @Override
  public Logits next(long[] ids) {
    return read(decoder.embed(ids), 1);
  }

  @Override
  public void keep(int[] keep) {
    regroup(kept(keep), List.of(cache.source()));
  }

  @Override
  public void join(int[] keep, Decoding others) {
    try (OnnxDecoding joining = (OnnxDecoding) others) {
      List<Row> all = kept(keep);
      for (int row = 0; row < joining.rows(); row++) {
        all.add(
            new Row(joining.adapterIds[row], new PaddedCache.Row(1, row, joining.lengths[row])));
      }
      regroup(all, List.of(cache.source(), joining.cache.source()));
    }
  }

  private record Row(long adapterId, PaddedCache.Row cached) {}

  private List<Row> kept(int[] keep) {
    List<Row> kept = new ArrayList<>();
    for (int row : keep) {
      kept.add(new Row(adapterIds[row], new PaddedCache.Row(0, row, lengths[row])));
    }
    return kept;
  }

  private void regroup(List<Row> rows, List<PaddedCache.Source> sources) {
    replace(decoder.cache(sources, rows.stream().map(Row::cached).toList()));
    lengths = rows.stream().mapToInt(row -> row.cached().tokens()).toArray();
    adapterIds = rows.stream().mapToLong(Row::adapterId).toArray();
  }

  private void replace(PaddedCache newer) {
    PaddedCache older = cache;
    cache = newer;
    decoder.held(newer.bytes() - older.bytes());
    older.close();
  }

  @Override
  public KeyValues keyValues(int row, int tokens) {
    return cache.keyValues(row, tokens, lengths[row]);
  }

  private NDList inputs(NDManager step, NDArray embeds, int tokens, NDList shared) {
    OnnxGraph graph = decoder.graph();
    NDList inputs = new NDList();
    // First, because the outputs go to the manager of the first input.
    add(inputs, OnnxTextDecoder.EMBEDS, embeds);
    int total = cache.columns() + tokens;
    add(inputs, OnnxTextDecoder.MASK, step.create(mask(total, tokens), new Shape(rows(), total)));
    if (graph.takes(OnnxTextDecoder.POSITIONS)) {
      NDArray positions = step.create(positions(tokens), new Shape(rows(), tokens));
      add(inputs, OnnxTextDecoder.POSITIONS, positions);
    }
    if (graph.takes(OnnxTextDecoder.ADAPTER)) {
      add(inputs, OnnxTextDecoder.ADAPTER, step.create(adapterIds, new Shape(rows())));
    }
    for (int i = 0; i < decoder.pastNames().size(); i++) {
      add(inputs, decoder.pastNames().get(i), cache.tensors().get(i));
    }
    inputs.addAll(shared);
    return inputs;
  }

  private long[] mask(int total, int tokens) {
    long[] mask = new long[rows() * total];
    for (int row = 0; row < rows(); row++) {
      Arrays.fill(mask, (row + 1) * total - tokens - lengths[row], (row + 1) * total, 1);
    }
    return mask;
  }

  private long[] positions(int tokens) {
    long[] positions = new long[rows() * tokens];
    Arrays.setAll(positions, i -> lengths[i / tokens] + i % tokens);
    return positions;
  }

  private static Logits logits(NDArray array) {
    Shape shape = array.getShape();
    int rows = Math.toIntExact(shape.get(0));
    int vocabSize = Math.toIntExact(shape.get(shape.dimension() - 1));
    FloatBuffer values = array.toByteBuffer().asFloatBuffer();
    return new Logits(values, rows, values.remaining() / rows / vocabSize, vocabSize);
  }

  private static void add(NDList list, String name, NDArray array) {
    array.setName(name);
    list.add(array);
  }

  /** Again: no effect. */
  @Override
  public void close() {
    if (lengths.length > 0) {
      lengths = new int[0];
      decoder.held(-cache.bytes());
      cache.close();
    }
  }
}
