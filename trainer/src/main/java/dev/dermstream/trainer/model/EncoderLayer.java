package dev.dermstream.trainer.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pre-norm transformer encoder layer of the SigLIP kind (Zhai et al. 2023): multi-head
 * attention in both directions, then an MLP with tanh GELU, each added to its input. Serves image
 * and text towers alike.
 */
public final class EncoderLayer<T> {
  private final TensorOps<T> ops;
  private final int hidden;
  private final int heads;
  private final Modules.Layer<T> norm1;
  private final Modules.Layer<T> norm2;
  private final Modules.Layer<T> query;
  private final Modules.Layer<T> key;
  private final Modules.Layer<T> value;
  private final Modules.Layer<T> output;
  private final Modules.Layer<T> fc1;
  private final Modules.Layer<T> fc2;

  /**
   * A layer over named weights.
   *
   * @param prefix of the weights' names, with its last dot, e.g. {@code encoder.layers.0.}
   */
  public EncoderLayer(Modules<T> modules, String prefix, int hidden, int heads, float epsilon) {
    this.ops = modules.ops();
    this.hidden = hidden;
    this.heads = heads;
    norm1 = modules.layerNorm(prefix + "layer_norm1", epsilon);
    norm2 = modules.layerNorm(prefix + "layer_norm2", epsilon);
    query = modules.linear(prefix + "self_attn.q_proj");
    key = modules.linear(prefix + "self_attn.k_proj");
    value = modules.linear(prefix + "self_attn.v_proj");
    output = modules.linear(prefix + "self_attn.out_proj");
    fc1 = modules.linear(prefix + "mlp.fc1");
    fc2 = modules.linear(prefix + "mlp.fc2");
  }

  /** Names and shapes of the weights of one layer. */
  public static Map<String, long[]> parameters(String prefix, long hidden, long intermediate) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String norm : new String[] {"layer_norm1", "layer_norm2"}) {
      ParameterShapes.norm(shapes, prefix + norm, hidden);
    }
    for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
      ParameterShapes.linear(shapes, prefix + "self_attn." + projection, hidden, hidden);
    }
    ParameterShapes.linear(shapes, prefix + "mlp.fc1", intermediate, hidden);
    ParameterShapes.linear(shapes, prefix + "mlp.fc2", hidden, intermediate);
    return shapes;
  }

  /**
   * Applies the layer.
   *
   * @param x {@code [batch, tokens, hidden]}
   * @param mask added to the attention scores {@code [batch, heads, tokens, tokens]}, broadcast;
   *     null where every token sees every other
   * @return {@code [batch, tokens, hidden]}
   */
  public T forward(T x, @Nullable T mask) {
    T attended = ops.add(x, output.apply(attention(norm1.apply(x), mask)));
    return ops.add(attended, fc2.apply(ops.geluTanh(fc1.apply(norm2.apply(attended)))));
  }

  private T attention(T x, @Nullable T mask) {
    int headSize = hidden / heads;
    T q = split(ops.scale(query.apply(x), (float) (1 / Math.sqrt(headSize))), headSize, 0, 2, 1, 3);
    T k = split(key.apply(x), headSize, 0, 2, 3, 1);
    T v = split(value.apply(x), headSize, 0, 2, 1, 3);
    T scores = ops.matMul(q, k);
    T weights = ops.softmax(mask == null ? scores : ops.add(scores, mask));
    return ops.reshape(ops.transpose(ops.matMul(weights, v), 0, 2, 1, 3), 0, 0, hidden);
  }

  private T split(T x, int headSize, int... permutation) {
    return ops.transpose(ops.reshape(x, 0, 0, heads, headSize), permutation);
  }
}
