package dev.dermstream.node.health;

import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * The engines of one model that are not freed yet: the one that serves, those that were lost, one
 * that is being tried out. Thread-safe.
 *
 * @param <E> the engine
 */
public final class OpenEngines<E extends WatchedEngine> {
  private static final Duration LOST_ENGINE_LIMIT = Duration.ofSeconds(2);

  private final Set<E> open = new CopyOnWriteArraySet<>();
  private volatile boolean closed;

  /**
   * Adds an engine that was built.
   *
   * @return the same
   * @throws IOException if this is closed; the engine is freed then
   */
  public E add(E engine) throws IOException {
    open.removeIf(known -> known.retirement().isOver());
    open.add(engine);
    if (closed) {
      engine.retirement().begin();
      throw new IOException("Closed while an engine was built");
    }
    return engine;
  }

  /** Whether all are freed. */
  public boolean areFreed() {
    return open.stream().allMatch(engine -> engine.retirement().isOver());
  }

  /** Ends everything that waits or runs on any of them with this failure, at once. */
  public void fail(ServiceException failure) {
    open.forEach(engine -> engine.fail(failure));
  }

  /**
   * Frees every engine, now and to come, as soon as its last run has ended.
   *
   * @param timeout for an engine that works; one that was lost is not waited for so long
   * @return true if all are freed
   */
  public boolean close(Duration timeout) throws InterruptedException {
    closed = true;
    List<E> lost = open.stream().filter(engine -> engine.retirement().isBegun()).toList();
    open.forEach(engine -> engine.retirement().begin());
    boolean freed = true;
    for (E engine : open) {
      freed &= engine.retirement().await(lost.contains(engine) ? LOST_ENGINE_LIMIT : timeout);
    }
    return freed;
  }
}
