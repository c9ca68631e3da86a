package dev.dermstream.node.health;

import dev.dermstream.error.ServiceException;
import java.util.concurrent.CompletableFuture;

/** An engine, its queues and its threads, as far as they are watched. Thread-safe. */
public interface WatchedEngine {
  /** What it runs and has run. */
  EngineRuns runs();

  /**
   * Sends one small inference the way that requests go. Must not wait for it.
   *
   * @return ends with the inference
   */
  CompletableFuture<?> canary();

  /** Ends everything that waits or runs with this failure, at once; for an engine that is lost. */
  void fail(ServiceException failure);

  /** Frees it; always the same one. */
  Retirement retirement();
}
