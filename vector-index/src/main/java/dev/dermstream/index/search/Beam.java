package dev.dermstream.index.search;

/**
 * The best nodes that a search has met, best first, and which of them it has gone on from. A node
 * must not be offered twice. Not thread-safe.
 *
 * <p>One sorted array is both the candidate heap and the result heap of the paper: a candidate
 * worse than the worst of {@code capacity} results would never be expanded.
 */
final class Beam {
  /** Lies in the sign of a node once it is expanded; nodes are 0 or more. */
  private static final int EXPANDED = 1 << 31;

  private int[] nodes = new int[0];
  private float[] scores = new float[0];
  private int capacity;
  private int size;

  /** Empties the beam. */
  void reset(int newCapacity) {
    if (nodes.length < newCapacity) {
      nodes = new int[newCapacity];
      scores = new float[newCapacity];
    }
    capacity = newCapacity;
    size = 0;
  }

  /** Takes the node in if it is good enough; returns its place, or {@code capacity} if not. */
  int offer(int node, float score) {
    if (size == capacity && !(score > scores[size - 1])) {
      return capacity;
    }
    int place = placeOf(score);
    int last = size < capacity ? size++ : size - 1;
    System.arraycopy(nodes, place, nodes, place + 1, last - place);
    System.arraycopy(scores, place, scores, place + 1, last - place);
    nodes[place] = node;
    scores[place] = score;
    return place;
  }

  /** Behind every equal or better score. */
  private int placeOf(float score) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (scores[middle] >= score) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** The first place, from the one given, whose node is not expanded; {@code size} if none. */
  int nextToExpand(int from) {
    int place = from;
    while (place < size && nodes[place] < 0) {
      place++;
    }
    return place;
  }

  /** Marks the node at a place as expanded and returns it. */
  int expand(int place) {
    int node = nodes[place];
    nodes[place] = node | EXPANDED;
    return node;
  }

  int size() {
    return size;
  }

  int node(int place) {
    return nodes[place] & ~EXPANDED;
  }

  float score(int place) {
    return scores[place];
  }
}
