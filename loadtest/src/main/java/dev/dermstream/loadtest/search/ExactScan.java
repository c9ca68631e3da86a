package dev.dermstream.loadtest.search;

import dev.dermstream.index.vectors.UnitVectors;

/** Every vector compared with the query. Thread-safe. */
final class ExactScan implements Contestant {
  private final UnitVectors base;

  ExactScan(UnitVectors base) {
    this.base = base;
  }

  @Override
  public String name() {
    return "exact scan";
  }

  @Override
  public int[] search(float[] query, int k, int candidates) {
    int[] rows = new int[k];
    float[] best = new float[k];
    int found = 0;
    for (int row = 0; row < base.count(); row++) {
      float dot = FloatDot.dot(base.values(), row * base.dimension(), query, 0, base.dimension());
      if (found == k && dot <= best[k - 1]) {
        continue;
      }
      int place = found < k ? found++ : k - 1;
      while (place > 0 && best[place - 1] < dot) {
        best[place] = best[place - 1];
        rows[place] = rows[place - 1];
        place--;
      }
      best[place] = dot;
      rows[place] = row;
    }
    return rows;
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public long bytesOffHeap() {
    return 0;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
