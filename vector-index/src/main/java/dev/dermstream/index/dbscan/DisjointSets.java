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
    if (parent[a] == parent[b]) {
      return;
    }
    int first = find(a);
    int second = find(b);
    parent[Math.max(first, second)] = Math.min(first, second);
  }

  /** Joins in the first whatever is joined in any, and returns it. */
  static DisjointSets merge(DisjointSets[] all) {
    DisjointSets first = all[0];
    for (int other = 1; other < all.length; other++) {
      for (int i = 0; i < first.parent.length; i++) {
        first.union(i, all[other].parent[i]);
      }
    }
    return first;
  }
}
