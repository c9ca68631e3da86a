package dev.dermstream.trainer.model;

import org.jspecify.annotations.Nullable;

/**
 * What layers are built from: operations, weights by name, and an adapter.
 *
 * @param <T> a tensor of the backend
 */
public record Modules<T>(TensorOps<T> ops, Weights<T> weights, Adapter<T> adapter) {
  /** Layers without an adapter. */
  public Modules(TensorOps<T> ops, Weights<T> weights) {
    this(ops, weights, Adapter.none());
  }

  /** A linear layer with {@code name.weight} and {@code name.bias}. */
  Layer<T> linear(String name) {
    return linear(name, name + ".weight", weights.get(name + ".bias"));
  }

  /** A linear layer with {@code name.weight} alone. */
  Layer<T> linearWithoutBias(String name) {
    return linear(name, name + ".weight", null);
  }

  /** A linear layer whose weight has a name of its own; {@code name} is the adapter's. */
  Layer<T> linear(String name, String weight, @Nullable T bias) {
    Linear<T> linear = weights.linear(ops, weight, bias);
    return x -> linear.apply(x, input -> adapter.delta(name, input));
  }

  Layer<T> layerNorm(String name, float epsilon) {
    T weight = weights.get(name + ".weight");
    T bias = weights.get(name + ".bias");
    return x -> ops.layerNorm(x, weight, bias, epsilon);
  }

  Layer<T> rmsNorm(String name, float epsilon) {
    T weight = weights.get(name + ".weight");
    return x -> ops.rmsNorm(x, weight, epsilon);
  }

  /** A function of one activation with weights inside. */
  @FunctionalInterface
  interface Layer<T> {
    T apply(T x);
  }
}
