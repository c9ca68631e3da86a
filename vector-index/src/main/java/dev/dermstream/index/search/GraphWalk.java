package dev.dermstream.index.search;

import java.util.Arrays;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * One search at a time through the graph, with the memory that it needs: the layered greedy search
 * of Malkov and Yashunin (2018), algorithms 2 and 5, in which all unseen neighbours of a node are
 * scored at once. Not thread-safe; used again for the next search.
 */
final class GraphWalk {
  /** Vectors that a scan scores at once. */
  private static final int BLOCK = 64;

  private final FlatGraph graph;
  private final long[] seen;
  private final int[] slots;
  private final int[] nodes;
  private final float[] scores;
  private final Beam beam = new Beam();

  /**
   * @param count of the vectors
   */
  GraphWalk(FlatGraph graph, int count) {
    this.graph = graph;
    seen = new long[FixedBitSet.bits2words(count)];
    slots = new int[Math.max(BLOCK, graph.maxDegree())];
    nodes = new int[slots.length];
    scores = new float[slots.length];
  }

  /** The best nodes on a way through the graph; valid until the next search. */
  Beam walk(CompactVectors.Scorer query, int candidates) {
    int entry = descend(query);
    Arrays.fill(seen, 0);
    beam.reset(candidates);
    seen[entry >> 6] |= 1L << entry;
    nodes[0] = entry;
    offer(query, 1);
    int place = 0;
    while (place < beam.size()) {
      int best = expand(query, beam.expand(place));
      place = beam.nextToExpand(Math.min(place + 1, best));
    }
    return beam;
  }

  /** Takes in a node's unseen neighbours; returns the best place that one of them got. */
  private int expand(CompactVectors.Scorer query, int node) {
    int degree = graph.neighbors(0, node, slots);
    int unseen = 0;
    for (int i = 0; i < degree; i++) {
      // Every second one was seen before: a branch would be guessed wrong as often as right.
      int slot = slots[i];
      long word = seen[slot >> 6];
      seen[slot >> 6] = word | 1L << slot;
      nodes[unseen] = slot;
      unseen += (int) (~word >>> slot) & 1;
    }
    return unseen == 0 ? Integer.MAX_VALUE : offer(query, unseen);
  }

  /** Scores the first nodes and offers them to the beam; returns the best place that one got. */
  private int offer(CompactVectors.Scorer query, int count) {
    query.score(nodes, count, scores);
    int best = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      best = Math.min(best, beam.offer(nodes[i], scores[i]));
    }
    return best;
  }

  /** Goes greedily from level to level; returns where level 0 begins. */
  private int descend(CompactVectors.Scorer query) {
    int slot = graph.entrySlot();
    for (int level = graph.topLevel(); level > 0; level--) {
      slot = graph.below(level, nearest(query, level, slot));
    }
    return slot;
  }

  private int nearest(CompactVectors.Scorer query, int level, int from) {
    nodes[0] = graph.node(level, from);
    query.score(nodes, 1, scores);
    float score = scores[0];
    int slot = from;
    boolean nearer = true;
    while (nearer) {
      nearer = false;
      int degree = graph.neighbors(level, slot, slots);
      for (int i = 0; i < degree; i++) {
        nodes[i] = graph.node(level, slots[i]);
      }
      query.score(nodes, degree, scores);
      for (int i = 0; i < degree; i++) {
        if (scores[i] > score) {
          score = scores[i];
          slot = slots[i];
          nearer = true;
        }
      }
    }
    return slot;
  }

  /** The best of the accepted nodes, each of which is scored; valid until the next search. */
  Beam scan(CompactVectors.Scorer query, int candidates, FixedBitSet accepted) {
    beam.reset(candidates);
    int gathered = 0;
    int node = accepted.nextSetBit(0);
    while (node != DocIdSetIterator.NO_MORE_DOCS) {
      nodes[gathered++] = node;
      node =
          node + 1 < accepted.length()
              ? accepted.nextSetBit(node + 1)
              : DocIdSetIterator.NO_MORE_DOCS;
      if (gathered == BLOCK || node == DocIdSetIterator.NO_MORE_DOCS) {
        offer(query, gathered);
        gathered = 0;
      }
    }
    return beam;
  }
}
