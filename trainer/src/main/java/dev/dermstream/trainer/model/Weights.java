package dev.dermstream.trainer.model;

import org.jspecify.annotations.Nullable;

/** Named weights, by their names in a Hugging Face checkpoint. */
@FunctionalInterface
public interface Weights<T> {
  /**
   * One weight.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  T get(String name);

  /**
   * A linear layer over one weight. Overridden where linear weights are kept in another form.
   *
   * @param weight its name
   * @param bias {@code [out]}, or null
   * @throws IllegalArgumentException if there is none of that name
   */
  default Linear<T> linear(TensorOps<T> ops, String weight, @Nullable T bias) {
    T matrix = get(weight);
    return (x, correction) -> {
      T y = ops.linear(x, matrix, bias);
      T delta = correction.of(x);
      return delta == null ? y : ops.add(y, delta);
    };
  }
}
