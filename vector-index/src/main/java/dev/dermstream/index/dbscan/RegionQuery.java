package dev.dermstream.index.dbscan;

import java.io.IOException;

/** Finds vectors that may be neighbours of one; it may miss some. Thread-safe. */
@FunctionalInterface
public interface RegionQuery {
  /**
   * Numbers of vectors that are probably near, in any order, each once; the vector itself may be
   * among them.
   *
   * @param row number of the vector
   */
  int[] candidates(int row) throws IOException;
}
