package dev.dermstream.index.dbscan;

import java.util.Arrays;

/** A growing list of pairs of row numbers. Not thread-safe. */
final class PairList {
  private static final int FIRST_CAPACITY = 1 << 12;

  private int[] elements = new int[FIRST_CAPACITY];
  private int size;

  void add(int a, int b) {
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, 2 * size);
    }
    elements[size++] = a;
    elements[size++] = b;
  }

  /** Number of pairs. */
  int size() {
    return size / 2;
  }

  /** Takes one pair. */
  @FunctionalInterface
  interface Visitor {
    void pair(int a, int b);
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < size; i += 2) {
      visitor.pair(elements[i], elements[i + 1]);
    }
  }
}
