package dev.dermstream.loadtest.load;

import java.util.concurrent.CompletableFuture;

/** A server as its callers see it. Thread-safe. */
public interface Client extends AutoCloseable {
  /**
   * Sends a request.
   *
   * @param index which of the prepared requests, any number of them round and round
   * @return completes with the answer, or fails
   */
  CompletableFuture<?> call(int index);

  @Override
  void close();
}
