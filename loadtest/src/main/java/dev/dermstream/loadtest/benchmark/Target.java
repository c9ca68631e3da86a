package dev.dermstream.loadtest.benchmark;

import java.util.concurrent.CompletableFuture;

/** A server seen through its client. Thread-safe. */
interface Target extends AutoCloseable {
  /**
   * Sends a request.
   *
   * @param index which of the prepared requests, any number of them round and round
   * @return the answer's scores, or the failure
   */
  CompletableFuture<float[]> call(int index);

  @Override
  void close();
}
