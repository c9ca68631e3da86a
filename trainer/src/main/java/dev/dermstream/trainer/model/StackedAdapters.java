package dev.dermstream.trainer.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many adapters in one batch: every row of the batch takes its own by {@code adapterId}. Scale is
 * folded into B; adapter 0 is all zeros and changes nothing.
 *
 * @param adapterId int64 {@code [batch]}
 * @param stacks by the name of the linear layer
 */
public record StackedAdapters<T>(TensorOps<T> ops, T adapterId, Map<String, Stack<T>> stacks)
    implements Adapter<T> {
  public StackedAdapters {
    stacks = Map.copyOf(stacks);
  }

  @Override
  public @Nullable T delta(String module, T x) {
    Stack<T> stack = stacks.get(module);
    if (stack == null) {
      return null;
    }
    T low = ops.matMul(x, ops.gather(stack.a(), adapterId));
    return ops.matMul(low, ops.gather(stack.b(), adapterId));
  }

  /** {@code a [adapters, in, r]} and {@code b [adapters, r, out]}. */
  public record Stack<T>(T a, T b) {}
}
