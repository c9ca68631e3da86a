package dev.dermstream.trainer.model;

/** Named weights, by their names in a Hugging Face checkpoint. */
@FunctionalInterface
public interface Weights<T> {
  /**
   * One weight.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  T get(String name);
}
