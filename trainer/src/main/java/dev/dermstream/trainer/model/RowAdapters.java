package dev.dermstream.trainer.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An adapter for each row of the batch, or one for all rows, as every run brings them along. Scale
 * is folded into B.
 *
 * @param stacks by the name of the linear layer
 */
public record RowAdapters<T>(TensorOps<T> ops, Map<String, StackedAdapters.Stack<T>> stacks)
    implements Adapter<T> {
  public RowAdapters {
    stacks = Map.copyOf(stacks);
  }

  @Override
  public @Nullable T delta(String module, T x) {
    StackedAdapters.Stack<T> stack = stacks.get(module);
    return stack == null ? null : ops.matMul(ops.matMul(x, stack.a()), stack.b());
  }
}
