package dev.dermstream.loadtest.search;

import java.io.IOException;

/** A built index that is asked by one thread. */
interface Contestant extends AutoCloseable {
  String name();

  /**
   * The rows of the vectors that it finds nearest, nearest first.
   *
   * @param query {@code [dimension]} of length one
   * @param candidates what the search may keep on its way; more find more and take longer. Without
   *     meaning for an exact search
   */
  int[] search(float[] query, int k, int candidates) throws IOException;

  /** True if the result does not depend on the candidates. */
  default boolean exact() {
    return false;
  }

  /** Bytes that it holds beyond the Java heap: mapped files and native memory. */
  long bytesOffHeap() throws IOException;

  @Override
  void close() throws IOException;
}
