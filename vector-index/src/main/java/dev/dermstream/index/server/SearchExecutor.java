package dev.dermstream.index.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A fixed number of platform threads behind a bounded queue. Thread-safe. */
final class SearchExecutor {
  private final ThreadPoolExecutor threads;

  SearchExecutor(int threadCount, int queueLength) {
    threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueLength),
            Thread.ofPlatform().name("index-search-", 0).daemon().factory());
  }

  /**
   * Takes a task.
   *
   * @throws ServiceException OVERLOADED if every place is taken, DRAINING if the server is closing
   */
  void submit(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown()
          ? new ServiceException(
              ErrorCode.DRAINING, "The index server is shutting down; ask another.", e)
          : new ServiceException(
              ErrorCode.OVERLOADED, "Every place in the index's queue is taken; try again.", e);
    }
  }

  /** Takes a task back that no thread has begun; true if there was one. */
  boolean withdraw(Runnable task) {
    return threads.remove(task);
  }

  /** Tasks that wait for a thread. */
  int queued() {
    return threads.getQueue().size();
  }

  /** Finishes what was taken; true if all is done in time. */
  boolean drain(Duration timeout) throws InterruptedException {
    threads.shutdown();
    return threads.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
