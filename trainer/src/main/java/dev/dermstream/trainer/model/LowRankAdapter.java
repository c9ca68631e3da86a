package dev.dermstream.trainer.model;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One adapter: {@code scale * B(A(dropout(x)))} (Hu et al. 2021, section 4.1; {@code scale} is
 * {@code alpha / r}).
 *
 * @param pairs by the name of the linear layer
 * @param dropout applied to the input while training; identity otherwise
 */
public record LowRankAdapter<T>(
    TensorOps<T> ops, Map<String, Pair<T>> pairs, float scale, UnaryOperator<T> dropout)
    implements Adapter<T> {
  public LowRankAdapter {
    pairs = Map.copyOf(pairs);
  }

  @Override
  public @Nullable T delta(String module, T x) {
    Pair<T> pair = pairs.get(module);
    if (pair == null) {
      return null;
    }
    T low = ops.linear(dropout.apply(x), pair.a(), null);
    return ops.scale(ops.linear(low, pair.b(), null), scale);
  }

  /** {@code a [r, in]} and {@code b [out, r]}. */
  public record Pair<T>(T a, T b) {}
}
