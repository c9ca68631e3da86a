package dev.dermstream.platform.release;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What serves the live release, and what served those before it for as long as requests of theirs
 * come or run. Every request takes hold of one release and keeps it to its end; one that is not
 * live any more is closed when nobody holds it and nobody has for the linger time. Thread-safe.
 *
 * @param <T> what serves a release
 */
public final class Succession<T extends Closeable> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Succession.class);

  private final long lingerNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The present one first, then what lingers, youngest first. Replaced whole, under the lock. */
  private volatile List<Generation<T>> generations;

  private boolean closed;
  private @Nullable Thread retiring;

  /** A release with what serves it. Guarded by the lock of the succession. */
  private static final class Generation<T> {
    private final String id;
    private final T serving;
    private int uses;
    private long idleSinceNanos = System.nanoTime();

    Generation(String id, T serving) {
      this.id = id;
      this.serving = serving;
    }
  }

  /** One request's hold; to be closed once, when nothing of the request runs any more. */
  public final class Use implements AutoCloseable {
    private final Generation<T> generation;
    private boolean over;

    private Use(Generation<T> generation) {
      this.generation = generation;
    }

    /** Which release. */
    public String id() {
      return generation.id;
    }

    /** What serves it. */
    public T serving() {
      return generation.serving;
    }

    /** Lets go. Again: no effect. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (!over) {
          over = true;
          generation.uses--;
          generation.idleSinceNanos = System.nanoTime();
          if (generation.uses == 0 && generations.getFirst() != generation) {
            changed.signalAll();
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Begins with one. */
  public Succession(String id, T first, Duration linger) {
    lingerNanos = linger.toNanos();
    generations = List.of(new Generation<>(id, first));
  }

  /**
   * Takes hold of a release.
   *
   * @param id empty for the present one
   * @return nothing if that release is not there
   */
  public Optional<Use> use(String id) {
    lock.lock();
    try {
      for (Generation<T> each : generations) {
        if (id.isEmpty() || each.id.equals(id)) {
          each.uses++;
          return Optional.of(new Use(each));
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** What serves the present release; for a look, not for a request. */
  public T present() {
    return generations.getFirst().serving;
  }

  /** What serves every release that answers now, the present one first; for a look. */
  public List<T> all() {
    return generations.stream().map(each -> each.serving).toList();
  }

  /** Every release that answers now, the present one first. */
  public List<String> ids() {
    return generations.stream().map(each -> each.id).toList();
  }

  /** Makes a release that still lingers the present one again; false if it does not. */
  public boolean recall(String id) {
    lock.lock();
    try {
      for (Generation<T> each : generations) {
        if (each.id.equals(id)) {
          put(each);
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Makes another the present one; the one before lingers. */
  public void succeed(String id, T next) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      put(new Generation<>(id, next));
    } finally {
      lock.unlock();
    }
  }

  private void put(Generation<T> next) {
    List<Generation<T>> all = new ArrayList<>(generations);
    all.remove(next);
    // Who took hold of it last did so long ago, perhaps.
    all.getFirst().idleSinceNanos = System.nanoTime();
    all.addFirst(next);
    generations = List.copyOf(all);
    changed.signalAll();
    if (retiring == null) {
      retiring = Thread.ofVirtual().name("release-retire").start(this::retire);
    }
  }

  /**
   * Waits until at most one release lingers beside the present one, so that memory is bounded.
   *
   * @return false if that took too long
   */
  public boolean awaitRoom(Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (generations.size() > 1 && left > 0) {
        left = changed.awaitNanos(left);
      }
      return generations.size() == 1;
    } finally {
      lock.unlock();
    }
  }

  private void retire() {
    try {
      for (Generation<T> over = nextOver(); over != null; over = nextOver()) {
        end(over);
        NativeHeap.trim();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed, which ends them all.
    }
  }

  /** The next that nobody asks any more, taken off the list; null when none lingers. */
  private @Nullable Generation<T> nextOver() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && generations.size() > 1) {
        long now = System.nanoTime();
        long least = Long.MAX_VALUE;
        for (Generation<T> each : generations.subList(1, generations.size())) {
          long left = lingerNanos - (now - each.idleSinceNanos);
          if (each.uses == 0 && left <= 0) {
            generations = generations.stream().filter(other -> other != each).toList();
            changed.signalAll();
            return each;
          }
          if (each.uses == 0) {
            least = Math.min(least, left);
          }
        }
        if (least == Long.MAX_VALUE) {
          changed.await();
        } else {
          changed.await(least, TimeUnit.NANOSECONDS);
        }
      }
      retiring = null;
      return null;
    } finally {
      lock.unlock();
    }
  }

  private static void end(Generation<? extends Closeable> over) {
    try {
      over.serving.close();
      log.info("Release {} is no longer in memory", over.id);
    } catch (IOException | RuntimeException e) {
      log.error("Release {} could not be closed whole", over.id, e);
    }
  }

  /**
   * Closes all, whoever holds them: to be called when no request runs. One that is being closed for
   * want of requests is waited for. Again: no effect.
   */
  @Override
  public void close() {
    List<Generation<T>> left;
    Thread closing;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      left = generations;
      closing = retiring;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(Succession::end);
    if (closing != null) {
      try {
        closing.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
