package dev.dermstream.trainer.recipe.evaluate;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** Runs independent pieces of work and waits for all. */
final class Threads {
  private Threads() {}

  static void runAll(ExecutorService threads, List<Runnable> work) {
    CompletableFuture<?>[] running =
        work.stream()
            .map(piece -> CompletableFuture.runAsync(piece, threads))
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(running).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("An evaluation failed", e.getCause());
    }
  }
}
