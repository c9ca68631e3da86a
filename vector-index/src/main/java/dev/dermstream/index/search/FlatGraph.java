package dev.dermstream.index.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.hnsw.HnswGraph;

/**
 * Lucene's graph with every neighbour list laid out in one array a level, so that going from node
 * to node decodes nothing. Immutable and thread-safe.
 *
 * <p>Nodes of a level are numbered by their place among its nodes ("slots"); on level 0, which has
 * all of them, a slot is the vector's ordinal.
 */
final class FlatGraph {
  private final Level[] levels;
  private final int entrySlot;
  private final int maxDegree;

  /**
   * One level; its arrays are never changed.
   *
   * @param nodes {@code [slots]} ordinal of each slot, ascending
   * @param from {@code [slots + 1]} where each slot's neighbours begin in {@code to}
   * @param to slots of the neighbours
   * @param below {@code [slots]} the same node's slot on the next level down; empty on level 0
   */
  @SuppressWarnings("ArrayRecordComponent") // owned, never compared
  private record Level(int[] nodes, int[] from, int[] to, int[] below) {}

  private FlatGraph(Level[] levels, int entrySlot, int maxDegree) {
    this.levels = levels;
    this.entrySlot = entrySlot;
    this.maxDegree = maxDegree;
  }

  /** Copies a graph. Lucene builds none for a handful of vectors: then this is empty too. */
  static FlatGraph of(HnswGraph graph) throws IOException {
    if (graph.size() == 0 || graph.numLevels() == 0) {
      return new FlatGraph(new Level[0], 0, 0);
    }
    Level[] levels = new Level[graph.numLevels()];
    int maxDegree = 0;
    for (int number = 0; number < levels.length; number++) {
      Level level = level(graph, number, number == 0 ? new int[0] : levels[number - 1].nodes);
      for (int slot = 0; slot < level.nodes.length; slot++) {
        maxDegree = Math.max(maxDegree, level.from[slot + 1] - level.from[slot]);
      }
      levels[number] = level;
    }
    int[] top = levels[levels.length - 1].nodes;
    return new FlatGraph(levels, slotOf(top, graph.entryNode()), maxDegree);
  }

  private static Level level(HnswGraph graph, int number, int[] nodesBelow) throws IOException {
    int[] nodes = nodes(graph, number);
    int[] from = new int[nodes.length + 1];
    int[] to = new int[nodes.length];
    int end = 0;
    for (int slot = 0; slot < nodes.length; slot++) {
      graph.seek(number, nodes[slot]);
      for (int node = graph.nextNeighbor();
          node != DocIdSetIterator.NO_MORE_DOCS;
          node = graph.nextNeighbor()) {
        if (end == to.length) {
          to = Arrays.copyOf(to, Math.multiplyExact(2, to.length));
        }
        to[end++] = slotOf(nodes, node);
      }
      from[slot + 1] = end;
    }
    int[] below =
        number == 0
            ? new int[0]
            : Arrays.stream(nodes).map(node -> slotOf(nodesBelow, node)).toArray();
    return new Level(nodes, from, Arrays.copyOf(to, end), below);
  }

  private static int[] nodes(HnswGraph graph, int level) throws IOException {
    HnswGraph.NodesIterator iterator = graph.getNodesOnLevel(level);
    int[] nodes = new int[iterator.size()];
    for (int slot = 0; slot < nodes.length; slot++) {
      nodes[slot] = iterator.nextInt();
    }
    Arrays.sort(nodes);
    return nodes;
  }

  private static int slotOf(int[] nodes, int node) {
    return node < nodes.length && nodes[node] == node ? node : Arrays.binarySearch(nodes, node);
  }

  /** True if there is nothing to walk. */
  boolean isEmpty() {
    return levels.length == 0;
  }

  /** Number of the top level. */
  int topLevel() {
    return levels.length - 1;
  }

  /** Where a search begins, on the top level. */
  int entrySlot() {
    return entrySlot;
  }

  /** Neighbours of a node at most, on any level. */
  int maxDegree() {
    return maxDegree;
  }

  /** Writes the neighbours' slots and returns how many there are. */
  int neighbors(int level, int slot, int[] slots) {
    Level at = levels[level];
    int from = at.from[slot];
    int count = at.from[slot + 1] - from;
    System.arraycopy(at.to, from, slots, 0, count);
    return count;
  }

  /** Ordinal of a slot. */
  int node(int level, int slot) {
    return levels[level].nodes[slot];
  }

  /** The slot of the same node one level down. */
  int below(int level, int slot) {
    return levels[level].below[slot];
  }
}
