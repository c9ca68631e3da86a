package dev.dermstream.index.dbscan;

/** Union-find in which the smallest element of a set represents it. Not thread-safe. */
final class DisjointSets {
  private final int[] parent;

  DisjointSets(int size) {
    parent = new int[size];
    for (int i = 0; i < size; i++) {
      parent[i] = i;
    }
  }

  /** The smallest element of the set of {@code element}. */
  int find(int element) {
    int at = element;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  void union(int a, int b) {
    int first = find(a);
    int second = find(b);
    parent[Math.max(first, second)] = Math.min(first, second);
  }

  /** Joins here whatever is joined in {@code other}. */
  void unionAll(DisjointSets other) {
    for (int i = 0; i < parent.length; i++) {
      union(i, other.parent[i]);
    }
  }
}
