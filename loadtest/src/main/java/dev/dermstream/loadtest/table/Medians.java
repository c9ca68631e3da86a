package dev.dermstream.loadtest.table;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Medians of turns. */
public final class Medians {
  private Medians() {}

  /** The middle value, of an even number the lower middle. */
  public static <T> double of(Collection<T> items, ToDoubleFunction<T> value) {
    double[] sorted = items.stream().mapToDouble(value).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }
}
