package dev.dermstream.node.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A text on the decoder's graph. Each step's tensors live in a manager of their own; the present
 * key/values stay in it as the past of the next step, and the manager before is closed then, so
 * that never more than two caches exist.
 */
final class OnnxDecoding implements Decoding {
  private final OnnxGraph graph;
  private final ModelConfig config;
  private final List<String> pastNames;
  private final int adapterId;
  private final SharedInputs sharedInputs;

  /** Owns {@link #cache}. */
  private NDManager owner;

  private NDList cache;
  private int read;

  OnnxDecoding(
      OnnxGraph graph,
      ModelConfig config,
      List<String> pastNames,
      int adapterId,
      SharedInputs sharedInputs) {
    this.graph = graph;
    this.config = config;
    this.pastNames = pastNames;
    this.adapterId = adapterId;
    this.sharedInputs = sharedInputs;
    this.owner = graph.newManager();
    this.cache = empty(owner);
  }

  @Override
  public Logits next(float[] embeddings, int tokens) {
    NDManager step = graph.newManager();
    boolean kept = false;
    try (SharedInputs.Lease shared = sharedInputs.lease(new long[] {adapterId})) {
      NDList inputs = inputs(step, embeddings, tokens);
      inputs.addAll(shared.tensors());
      NDList outputs = graph.run(inputs);
      Logits logits = logits(graph.output(outputs, "logits"));
      NDList present = present(outputs);
      owner.close();
      owner = step;
      cache = present;
      read += tokens;
      kept = true;
      return logits;
    } finally {
      if (!kept) {
        step.close();
      }
    }
  }

  private NDList inputs(NDManager step, float[] embeddings, int tokens) {
    NDList inputs = new NDList();
    add(
        inputs,
        OnnxTextDecoder.EMBEDS,
        step.create(embeddings, new Shape(1, tokens, embeddings.length / tokens)));
    long[] ones = new long[read + tokens];
    Arrays.fill(ones, 1);
    add(inputs, OnnxTextDecoder.MASK, step.create(ones, new Shape(1, ones.length)));
    if (graph.takes(OnnxTextDecoder.POSITIONS)) {
      long[] positions = new long[tokens];
      Arrays.setAll(positions, i -> read + i);
      add(inputs, OnnxTextDecoder.POSITIONS, step.create(positions, new Shape(1, tokens)));
    }
    if (graph.takes(OnnxTextDecoder.ADAPTER)) {
      add(inputs, OnnxTextDecoder.ADAPTER, step.create(new long[] {adapterId}, new Shape(1)));
    }
    for (int i = 0; i < pastNames.size(); i++) {
      add(inputs, pastNames.get(i), cache.get(i));
    }
    return inputs;
  }

  private NDList present(NDList outputs) {
    NDList present = new NDList();
    for (String past : pastNames) {
      present.add(graph.output(outputs, past.replace("past_key_values", "present")));
    }
    return present;
  }

  private NDList empty(NDManager manager) {
    NDList empty = new NDList();
    Shape shape = new Shape(1, config.keyValueHeads(), 0, config.headDimension());
    for (int i = 0; i < pastNames.size(); i++) {
      empty.add(manager.create(FloatBuffer.allocate(0), shape, DataType.FLOAT32));
    }
    return empty;
  }

  private static Logits logits(NDArray array) {
    Shape shape = array.getShape();
    int vocabSize = Math.toIntExact(shape.get(shape.dimension() - 1));
    FloatBuffer values = array.toByteBuffer().asFloatBuffer();
    return new Logits(values, values.remaining() / vocabSize, vocabSize);
  }

  private static void add(NDList list, String name, NDArray array) {
    array.setName(name);
    list.add(array);
  }

  @Override
  public void close() {
    owner.close();
  }
}
