package dev.dermstream.trainer.recipe.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Runs tasks that draw pictures. */
final class DrawingTasks {
  private DrawingTasks() {}

  /**
   * The results in the order of the tasks.
   *
   * @param done called after every task, in the caller's thread
   */
  static <T> List<T> all(List<Callable<T>> tasks, ExecutorService threads, Runnable done) {
    List<Future<T>> pending = new ArrayList<>(tasks.size());
    tasks.forEach(task -> pending.add(threads.submit(task)));
    List<T> results = new ArrayList<>(tasks.size());
    for (Future<T> task : pending) {
      results.add(await(task));
      done.run();
    }
    return results;
  }

  private static <T> T await(Future<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while pictures are drawn", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A picture could not be drawn", e.getCause());
    }
  }
}
