package dev.dermstream.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.EncoderLayer;
import dev.dermstream.trainer.model.Modules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The encoder of descriptions that the vision encoder is trained against, and that is thrown away
 * afterwards: token and position embeddings, the same {@link EncoderLayer}s as the vision encoder,
 * a linear layer over the mean of the tokens.
 */
final class TextTower {
  static final String PREFIX = "text_tower.";
  private static final String TOKENS = PREFIX + "token_embedding.weight";
  private static final String POSITIONS = PREFIX + "position_embedding.weight";
  private static final String PROJECTION = PREFIX + "projection";
  private static final int HEAD_SIZE = 32;
  private static final int MLP_RATIO = 4;
  private static final float EPSILON = 1e-6f;

  /** Attention to padding; far below every real score. */
  private static final float CLOSED = -1e9f;

  private final EagerOps ops;
  private final EagerParameters parameters;
  private final int maxTokens;
  private final List<EncoderLayer<NDArray>> layers = new ArrayList<>();

  TextTower(EagerOps ops, EagerParameters parameters, int layerCount) {
    this.ops = ops;
    this.parameters = parameters;
    NDArray positions = parameters.get(POSITIONS);
    this.maxTokens = (int) positions.getShape().get(0);
    int hidden = (int) positions.getShape().get(1);
    Modules<NDArray> modules = new Modules<>(ops, parameters);
    for (int i = 0; i < layerCount; i++) {
      layers.add(new EncoderLayer<>(modules, layerPrefix(i), hidden, hidden / HEAD_SIZE, EPSILON));
    }
  }

  /** Names and shapes of its weights. */
  static Map<String, long[]> parameters(int vocabulary, int maxTokens, int hidden, int layerCount) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(TOKENS, new long[] {vocabulary, hidden});
    shapes.put(POSITIONS, new long[] {maxTokens, hidden});
    for (int i = 0; i < layerCount; i++) {
      shapes.putAll(EncoderLayer.parameters(layerPrefix(i), hidden, (long) MLP_RATIO * hidden));
    }
    shapes.put(PROJECTION + ".weight", new long[] {hidden, hidden});
    shapes.put(PROJECTION + ".bias", new long[] {hidden});
    return shapes;
  }

  private static String layerPrefix(int layer) {
    return PREFIX + "encoder.layers." + layer + ".";
  }

  /**
   * Encodes texts.
   *
   * @param manager owns the result
   * @param texts token ids of every text, at least one each; cut to the longest position
   * @return L2-normalised {@code [texts, hidden]}
   */
  NDArray embed(NDManager manager, List<int[]> texts) {
    int length = 1;
    for (int[] text : texts) {
      length = Math.max(length, Math.min(text.length, maxTokens));
    }
    int count = texts.size();
    long[] ids = new long[count * length];
    long[] places = new long[length];
    float[] closed = new float[count * length];
    float[] shares = new float[count * length];
    for (int row = 0; row < count; row++) {
      int[] text = texts.get(row);
      int used = Math.min(text.length, maxTokens);
      for (int i = 0; i < length; i++) {
        int at = row * length + i;
        ids[at] = i < used ? text[i] : 0;
        closed[at] = i < used ? 0 : CLOSED;
        shares[at] = i < used ? 1f / used : 0;
        places[i] = i;
      }
    }
    NDArray positions = ops.gather(parameters.get(POSITIONS), manager.create(places));
    NDArray x =
        ops.add(
            ops.gather(parameters.get(TOKENS), manager.create(ids, new Shape(count, length))),
            positions);
    NDArray mask = manager.create(closed, new Shape(count, 1, 1, length));
    for (EncoderLayer<NDArray> layer : layers) {
      x = layer.forward(x, mask);
    }
    NDArray mean = ops.matMul(manager.create(shares, new Shape(count, 1, length)), x);
    NDArray flat = ops.reshape(mean, count, -1);
    return ops.l2Normalize(
        ops.linear(
            flat, parameters.get(PROJECTION + ".weight"), parameters.get(PROJECTION + ".bias")));
  }
}
