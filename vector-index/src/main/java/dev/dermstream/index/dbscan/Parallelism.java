package dev.dermstream.index.dbscan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many workers share a computation and who runs them. The caller waits, so it must not itself
 * be a thread of a bounded {@code executor}.
 *
 * @param workers at least 1
 */
public record Parallelism(Executor executor, int workers) {
  public Parallelism {
    if (workers < 1) {
      throw new IllegalArgumentException("workers %d is below 1".formatted(workers));
    }
  }

  /** One worker: the calling thread. */
  public static Parallelism sequential() {
    return new Parallelism(Runnable::run, 1);
  }

  /** One item of work; {@code worker} is 0 to workers - 1 and never runs two items at once. */
  @FunctionalInterface
  interface Item {
    void run(int item, int worker);
  }

  /** Runs items 0 to count - 1, each once, and returns when all are done. */
  void forEach(int count, Item item) {
    AtomicInteger next = new AtomicInteger();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      int worker = w;
      running.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  item.run(i, worker);
                }
              },
              executor));
    }
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("A worker of the clustering failed", e.getCause());
    }
  }
}
