package dev.dermstream.node.repository;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that are at a model, from when it takes them, pictures that are decoded included, until
 * their run has ended. Thread-safe.
 */
final class Demand {
  private final AtomicInteger requests = new AtomicInteger();

  /** A request comes; or goes on to the next stage, whose part of the time overlaps. */
  void begin() {
    requests.getAndIncrement();
  }

  void end() {
    requests.getAndDecrement();
  }

  /** Whether nobody but so many requests is there. */
  boolean isOnly(int some) {
    return requests.get() <= some;
  }
}
