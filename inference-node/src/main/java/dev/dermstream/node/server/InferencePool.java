package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.EngineStack;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fixed number of platform threads behind a queue that is bounded in requests and in bytes.
 * Thread-safe.
 */
final class InferencePool {
  private final ThreadPoolExecutor threads;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  InferencePool(int workers, int queueLength, long maxBytes) {
    this.maxBytes = maxBytes;
    this.threads =
        new ThreadPoolExecutor(
            workers,
            workers,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueLength),
            Thread.ofPlatform()
                .name("inference-", 0)
                .stackSize(EngineStack.BYTES)
                .daemon()
                .factory());
  }

  /** Work that holds the bytes of its request from its submission to its end. */
  interface Task extends Runnable {
    /** Bytes that are held; the same every time. */
    int payloadBytes();
  }

  /**
   * Takes a task.
   *
   * @throws ServiceException OVERLOADED if every place is taken, DRAINING if the server is closing
   */
  void submit(Task task) {
    int payload = task.payloadBytes();
    if (bytes.addAndGet(payload) > maxBytes) {
      bytes.addAndGet(-payload);
      throw overloaded();
    }
    try {
      threads.execute(new Held(task));
    } catch (RejectedExecutionException e) {
      bytes.addAndGet(-payload);
      throw threads.isShutdown() ? draining() : overloaded();
    }
  }

  /** Takes a task back that no thread has begun; true if there was one. */
  boolean withdraw(Task task) {
    boolean waited = threads.remove(new Held(task));
    if (waited) {
      bytes.addAndGet(-task.payloadBytes());
    }
    return waited;
  }

  /** Tasks that wait for a thread. */
  int queued() {
    return threads.getQueue().size();
  }

  /** Bytes of tasks that wait or run. */
  long heldBytes() {
    return bytes.get();
  }

  /** Takes nothing more. */
  void shutdown() {
    threads.shutdown();
  }

  /** After {@link #shutdown}: true if all that was taken is done in time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return threads.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  static ServiceException draining() {
    return new ServiceException(ErrorCode.DRAINING, "The node is shutting down; ask another.");
  }

  private static ServiceException overloaded() {
    return new ServiceException(
        ErrorCode.OVERLOADED, "Every place in the node's queue is taken; try again.");
  }

  /** Equal to another that holds the same task, which is how the queue finds it. */
  private final class Held implements Runnable {
    private final Task task;

    private Held(Task task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        task.run();
      } finally {
        bytes.addAndGet(-task.payloadBytes());
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Held that && that.task.equals(task);
    }

    @Override
    public int hashCode() {
      return task.hashCode();
    }
  }
}
