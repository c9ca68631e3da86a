package dev.dermstream.trainer.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.model.Decoder;
import dev.dermstream.trainer.model.KeyValue;
import dev.dermstream.trainer.model.TextConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One text in the making and its key/value cache. Confined to the thread of its decoding. */
final class EagerRow implements AutoCloseable {
  private final EagerWeights weights;
  private final NDManager adapter;
  private final EagerModel model;
  private final AtomicLong heldBytes;
  private NDManager owner;
  private List<KeyValue<NDArray>> past = List.of();
  private int held;

  /** A text that has read nothing. */
  EagerRow(EagerWeights weights, AtomicLong heldBytes, int adapterId) {
    this.weights = weights;
    this.adapter = weights.newManager();
    this.model = weights.model(adapterId, adapter);
    this.heldBytes = heldBytes;
    this.owner = weights.newManager();
  }

  /** Takes over what another row has read under the same adapter. */
  void resume(KeyValues prefix) {
    TextConfig text = weights.config().text();
    Shape shape = new Shape(1, text.keyValueHeads(), prefix.tokens(), text.headDim());
    List<KeyValue<NDArray>> layers = new ArrayList<>();
    for (int layer = 0; layer < text.layers(); layer++) {
      layers.add(
          new KeyValue<>(
              owner.create(prefix.values()[2 * layer], shape),
              owner.create(prefix.values()[2 * layer + 1], shape)));
    }
    hold(layers, prefix.tokens());
  }

  /**
   * Reads on.
   *
   * @param embeddings {@code [tokens, hidden]}
   * @return {@code [vocabSize]}, the scores after the last token
   */
  float[] read(float[] embeddings, int tokens) {
    return Autograd.withoutGradient(() -> {
      try (NDManager run = weights.newManager()) {
        NDArray input = run.create(embeddings, new Shape(1, tokens, embeddings.length / tokens));
        long[] mask = new long[held + tokens];
        Arrays.fill(mask, 1);
        Decoder.Result<NDArray> result = model.decode(input, new long[][] {mask}, past);
        float[] logits = model.logits(result.hidden().get(":, -1")).toFloatArray();
        replacePast(result.present(), held + tokens);
        return logits;
      }
    });
  }

  /** Keys and values belong to the run or to what they grew from; both end here. */
  private void replacePast(List<KeyValue<NDArray>> present, int tokens) {
    NDManager next = weights.newManager();
    for (KeyValue<NDArray> layer : present) {
      layer.key().attach(next);
      layer.value().attach(next);
    }
    owner.close();
    owner = next;
    hold(present, tokens);
  }

  private void hold(List<KeyValue<NDArray>> layers, int tokens) {
    heldBytes.addAndGet(bytes(layers) - bytes(past));
    past = layers;
    held = tokens;
  }

  private static long bytes(List<KeyValue<NDArray>> layers) {
    return layers.stream()
        .mapToLong(layer -> (layer.key().size() + layer.value().size()) * Float.BYTES)
        .sum();
  }

  /** A copy of the keys and values of the first tokens, layer by layer. */
  KeyValues keyValues(int tokens) {
    float[][] values = new float[2 * past.size()][];
    for (int layer = 0; layer < past.size(); layer++) {
      values[2 * layer] = first(past.get(layer).key(), tokens);
      values[2 * layer + 1] = first(past.get(layer).value(), tokens);
    }
    return new KeyValues(tokens, values);
  }

  /** {@code [1, heads, held, dimension]} to {@code [heads, tokens, dimension]}. */
  private float[] first(NDArray array, int tokens) {
    float[] all = array.toFloatArray();
    int heads = Math.toIntExact(array.getShape().get(1));
    int dimension = Math.toIntExact(array.getShape().get(3));
    float[] some = new float[heads * tokens * dimension];
    for (int head = 0; head < heads; head++) {
      System.arraycopy(
          all, head * held * dimension, some, head * tokens * dimension, tokens * dimension);
    }
    return some;
  }

  @Override
  public void close() {
    hold(List.of(), 0);
    owner.close();
    adapter.close();
  }
}
