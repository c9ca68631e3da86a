package dev.dermstream.loadtest.benchmark;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Medians of turns. */
final class Medians {
  private Medians() {}

  /** The middle value, of an even number the lower middle. */
  static <T> double of(Collection<T> items, ToDoubleFunction<T> value) {
    double[] sorted = items.stream().mapToDouble(value).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }
}
