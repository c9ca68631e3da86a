package dev.dermstream.index.dbscan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** DBSCAN as scikit-learn writes it: neighbour lists, then depth-first expansion in index order. */
final class NaiveDbscan {
  private NaiveDbscan() {}

  static Clustering cluster(float[] values, int dimension, double eps, int minSamples) {
    int n = values.length / dimension;
    List<List<Integer>> neighbours = new ArrayList<>();
    boolean[] core = new boolean[n];
    for (int i = 0; i < n; i++) {
      List<Integer> list = new ArrayList<>();
      for (int j = 0; j < n; j++) {
        if (i == j || 1 - cosine(values, dimension, i, j) <= eps) {
          list.add(j);
        }
      }
      neighbours.add(list);
      core[i] = list.size() >= minSamples;
    }
    int[] labels = new int[n];
    Arrays.fill(labels, -1);
    int next = 0;
    for (int start = 0; start < n; start++) {
      if (labels[start] != -1 || !core[start]) {
        continue;
      }
      Deque<Integer> stack = new ArrayDeque<>(List.of(start));
      while (!stack.isEmpty()) {
        int i = stack.pop();
        if (labels[i] == -1) {
          labels[i] = next;
          if (core[i]) {
            neighbours.get(i).stream().filter(j -> labels[j] == -1).forEach(stack::push);
          }
        }
      }
      next++;
    }
    return new Clustering(labels, core, next);
  }

  private static double cosine(float[] values, int dimension, int i, int j) {
    double dot = 0;
    double a = 0;
    double b = 0;
    for (int k = 0; k < dimension; k++) {
      double x = values[i * dimension + k];
      double y = values[j * dimension + k];
      dot += x * y;
      a += x * x;
      b += y * y;
    }
    return dot / Math.sqrt(a) / Math.sqrt(b);
  }
}
