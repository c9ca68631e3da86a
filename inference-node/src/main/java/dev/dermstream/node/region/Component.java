package dev.dermstream.node.region;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cells of a map that touch one another, corners included.
 *
 * @param left first column
 * @param top first row
 * @param right column after the last
 * @param bottom row after the last
 * @param cells how many
 * @param probability their mean
 */
record Component(int left, int top, int right, int bottom, int cells, double probability) {
  /** All groups of cells whose probability is at least the threshold, by their first cell. */
  static List<Component> of(ProbabilityMap map, double threshold) {
    List<Component> found = new ArrayList<>();
    boolean[] seen = new boolean[map.values().length];
    for (int cell = 0; cell < seen.length; cell++) {
      if (!seen[cell] && map.values()[cell] >= threshold) {
        found.add(flood(map, threshold, cell, seen));
      }
    }
    return found;
  }

  private static Component flood(ProbabilityMap map, double threshold, int start, boolean[] seen) {
    int left = map.width();
    int top = map.height();
    int right = 0;
    int bottom = 0;
    int cells = 0;
    double sum = 0;
    Deque<Integer> open = new ArrayDeque<>();
    open.add(start);
    seen[start] = true;
    while (!open.isEmpty()) {
      int cell = open.remove();
      int x = cell % map.width();
      int y = cell / map.width();
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + 1);
      bottom = Math.max(bottom, y + 1);
      cells++;
      sum += map.values()[cell];
      for (int row = Math.max(0, y - 1); row <= Math.min(map.height() - 1, y + 1); row++) {
        for (int column = Math.max(0, x - 1);
            column <= Math.min(map.width() - 1, x + 1);
            column++) {
          int next = row * map.width() + column;
          if (!seen[next] && map.values()[next] >= threshold) {
            seen[next] = true;
            open.add(next);
          }
        }
      }
    }
    return new Component(left, top, right, bottom, cells, sum / cells);
  }

  /** Area times certainty: what is looked at first. */
  double weight() {
    return cells * probability;
  }

  /** The pixels under it in a picture that the map was stretched over. */
  Box box(ProbabilityMap map, int pictureWidth, int pictureHeight) {
    int x = (int) ((long) left * pictureWidth / map.width());
    int y = (int) ((long) top * pictureHeight / map.height());
    int endX = (int) Math.ceilDiv((long) right * pictureWidth, (long) map.width());
    int endY = (int) Math.ceilDiv((long) bottom * pictureHeight, (long) map.height());
    return new Box(x, y, Math.max(1, endX - x), Math.max(1, endY - y));
  }
}
