package dev.dermstream.loadtest.search;

import java.io.IOException;

/**
 * A contestant and what it cost.
 *
 * @param buildSeconds until it could be asked
 * @param bytesPerVector heap, mapped files and native memory, the vectors themselves included
 */
record Built(Contestant contestant, double buildSeconds, double bytesPerVector) {
  private static final double NANOS_OF_SECOND = 1e9;

  /** Builds a contestant. */
  @FunctionalInterface
  interface Builder {
    Contestant build() throws IOException, InterruptedException;
  }

  static Built by(Builder builder, int vectors) throws IOException, InterruptedException {
    return by(builder, vectors, 0);
  }

  /** Opens a contestant whose files took some time before. */
  static Built by(Builder builder, int vectors, double secondsBefore)
      throws IOException, InterruptedException {
    long before = heapBytes();
    long start = System.nanoTime();
    Contestant contestant = builder.build();
    double seconds = (System.nanoTime() - start) / NANOS_OF_SECOND;
    long bytes = heapBytes() - before + contestant.bytesOffHeap();
    return new Built(contestant, secondsBefore + seconds, (double) bytes / vectors);
  }

  @SuppressWarnings("System.gc") // What is live is wanted, not what is garbage.
  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
