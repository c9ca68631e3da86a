package dev.dermstream.trainer.model;

import org.jspecify.annotations.Nullable;

/**
 * A linear layer and what an adapter adds to it, in one step, so that weights which are not kept as
 * a tensor decide what is remembered for the gradient.
 *
 * @param <T> a tensor of the backend
 */
@FunctionalInterface
public interface Linear<T> {
  /**
   * Applies the layer.
   *
   * @param x {@code [..., in]}
   * @param correction what is added, of the same input
   * @return {@code [..., out]}
   */
  T apply(T x, Correction<T> correction);

  /** What an adapter adds to one layer; null where it has nothing for it. */
  @FunctionalInterface
  interface Correction<T> {
    @Nullable T of(T x);
  }
}
