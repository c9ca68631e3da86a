package dev.dermstream.trainer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Llama decoder layer (Touvron et al. 2023): RMS norm, rotary grouped-query attention (Ainslie
 * et al. 2023), SwiGLU (Shazeer 2020).
 */
final class DecoderLayer<T> {
  private final TensorOps<T> ops;
  private final TextConfig config;
  private final Modules.Layer<T> inputNorm;
  private final Modules.Layer<T> attentionNorm;
  private final Modules.Layer<T> query;
  private final Modules.Layer<T> key;
  private final Modules.Layer<T> value;
  private final Modules.Layer<T> output;
  private final Modules.Layer<T> gate;
  private final Modules.Layer<T> up;
  private final Modules.Layer<T> down;

  DecoderLayer(Modules<T> modules, String prefix, TextConfig config) {
    this.ops = modules.ops();
    this.config = config;
    inputNorm = modules.rmsNorm(prefix + "input_layernorm", config.rmsNormEpsilon());
    attentionNorm = modules.rmsNorm(prefix + "post_attention_layernorm", config.rmsNormEpsilon());
    query = modules.linearWithoutBias(prefix + "self_attn.q_proj");
    key = modules.linearWithoutBias(prefix + "self_attn.k_proj");
    value = modules.linearWithoutBias(prefix + "self_attn.v_proj");
    output = modules.linearWithoutBias(prefix + "self_attn.o_proj");
    gate = modules.linearWithoutBias(prefix + "mlp.gate_proj");
    up = modules.linearWithoutBias(prefix + "mlp.up_proj");
    down = modules.linearWithoutBias(prefix + "mlp.down_proj");
  }

  Result<T> forward(T x, T groupedMask, Rotary<T> rotary, @Nullable KeyValue<T> past) {
    T normed = inputNorm.apply(x);
    KeyValue<T> present = extend(past, keyValue(normed, rotary));
    T q = rotary.rotate(ops, heads(query.apply(normed), config.heads()));
    T attended = ops.add(x, output.apply(attention(q, present, groupedMask)));
    T h = attentionNorm.apply(attended);
    T wide = ops.multiply(ops.silu(gate.apply(h)), up.apply(h));
    return new Result<>(ops.add(attended, down.apply(wide)), present);
  }

  private KeyValue<T> keyValue(T x, Rotary<T> rotary) {
    return new KeyValue<>(
        rotary.rotate(ops, heads(key.apply(x), config.keyValueHeads())),
        heads(value.apply(x), config.keyValueHeads()));
  }

  private KeyValue<T> extend(@Nullable KeyValue<T> past, KeyValue<T> current) {
    if (past == null) {
      return current;
    }
    return new KeyValue<>(
        ops.concat(2, List.of(past.key(), current.key())),
        ops.concat(2, List.of(past.value(), current.value())));
  }

  /**
   * The query heads of one group stand next to each other, so they are read as one longer sequence
   * of queries per key-value head: nothing is repeated.
   */
  private T attention(T q, KeyValue<T> present, T groupedMask) {
    int headDim = config.headDim();
    T scaled = ops.scale(q, (float) (1 / Math.sqrt(headDim)));
    T grouped = ops.reshape(scaled, 0, config.keyValueHeads(), -1, headDim);
    T scores = ops.matMul(grouped, ops.transpose(present.key(), 0, 1, 3, 2));
    T weights = ops.softmax(ops.add(scores, groupedMask));
    T mixed = ops.reshape(ops.matMul(weights, present.value()), 0, config.heads(), -1, headDim);
    return ops.reshape(ops.transpose(mixed, 0, 2, 1, 3), 0, 0, (long) config.heads() * headDim);
  }

  private T heads(T x, int count) {
    return ops.transpose(ops.reshape(x, 0, 0, count, config.headDim()), 0, 2, 1, 3);
  }

  /** The layer's output {@code [batch, sequence, hidden]} and all keys and values so far. */
  record Result<T>(T hidden, KeyValue<T> present) {}
}
