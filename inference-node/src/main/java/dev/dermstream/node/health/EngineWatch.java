package dev.dermstream.node.health;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches an engine and builds another when it is lost.
 *
 * <p>It is lost when a run takes longer than the hang timeout, a canary fails in a way that is the
 * engine's, or nothing completes for the canary timeout while a canary waits. A run that fails in
 * such a way has a canary sent at once, which decides: want of memory for one request is no reason
 * to drop all others. When the engine is lost everything it holds fails as ENGINE_FAILED, which
 * callers may send again elsewhere; its threads are left to themselves, for a hung native call
 * cannot be stopped; and another is built on threads of its own, with growing waits between
 * attempts, and serves after its first canary.
 *
 * <p>Thread-safe. One thread watches; it also builds, for meanwhile there is nothing to watch.
 *
 * @param <E> the engine, handed out to whoever asks it
 */
public final class EngineWatch<E extends WatchedEngine> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EngineWatch.class);

  /** Looks per timeout, so that a loss is seen at most this part later. */
  private static final int LOOKS = 20;

  /** Longest time between two looks, and so between a timeout and the loss. */
  public static final Duration LONGEST_LOOK = Duration.ofMillis(100);

  private final String name;
  private final HealthConfig config;
  private final Builder<E> builder;
  private final HealthListener listener;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** The engine that serves; none while another is built. */
  private volatile @Nullable E engine;

  private volatile boolean ready;

  /** Why this is not ready. */
  private volatile String lack = "its engine is being tried out";

  /** Makes engines. */
  public interface Builder<E> {
    /**
     * Makes one with threads of its own.
     *
     * @throws IOException if that cannot be done now; it is tried again
     */
    E build() throws IOException;
  }

  private EngineWatch(
      String name, HealthConfig config, E first, Builder<E> builder, HealthListener listener) {
    this.name = name;
    this.config = config;
    this.builder = builder;
    this.listener = listener;
    this.engine = first;
    this.thread = Thread.ofPlatform().name("engine-watch").daemon().unstarted(this::watch);
  }

  /**
   * Tries an engine out and watches it.
   *
   * @param name of what the engine runs, within a sentence
   * @throws IOException if its first canary does not come back; the engine is still the caller's
   */
  public static <E extends WatchedEngine> EngineWatch<E> start(
      String name, HealthConfig config, E first, Builder<E> builder, HealthListener listener)
      throws IOException {
    EngineWatch<E> watch = new EngineWatch<>(name, config, first, builder, listener);
    watch.tryOut(first);
    watch.setReady(true);
    watch.thread.start();
    return watch;
  }

  /**
   * The engine to ask.
   *
   * @throws ServiceException ENGINE_FAILED while there is none
   */
  public E engine() {
    E serving = engine;
    if (serving == null) {
      throw failed();
    }
    return serving;
  }

  /** The engine, or nothing while there is none. */
  public Optional<E> present() {
    return Optional.ofNullable(engine);
  }

  /** Whether an inference has completed recently on an engine that is not lost. */
  public boolean ready() {
    return ready;
  }

  /** Why the engine does not answer now, as part of a sentence; empty if it does. */
  public Optional<String> lack() {
    return ready ? Optional.empty() : Optional.of(lack);
  }

  /**
   * Stops watching; the engine that serves is the caller's to free. An engine that is being built
   * meanwhile is retired as soon as it is there, see {@link #awaitEnd}.
   */
  @Override
  public void close() {
    // No interrupt: a model whose loading nobody waits for any more would never be freed.
    closing.countDown();
    setReady(false);
  }

  /** After {@link #close}: true once no engine is being built any more. */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }

  private void watch() {
    try {
      E serving = engine;
      while (serving != null && closing.getCount() > 0) {
        String loss = lossOf(serving);
        if (closing.getCount() == 0) {
          return;
        }
        lose(serving, loss);
        serving = rebuilt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }

  /** As {@link #watch(WatchedEngine)}; an engine that cannot be watched is lost as well. */
  private String lossOf(E serving) throws InterruptedException {
    try {
      return watch(serving);
    } catch (RuntimeException | Error e) {
      log.error("The engine of {} cannot be watched", name, e);
      return "it cannot be watched";
    }
  }

  /** Returns why the engine is lost, when it is. */
  private String watch(E serving) throws InterruptedException {
    Canary canary = new Canary(serving, config.canaryInterval());
    while (!pause(lookNanos())) {
      long now = System.nanoTime();
      serving
          .runs()
          .takeDoubt()
          .ifPresent(doubt -> {
            log.warn("A run of {} failed; a canary tells whether its engine has", name, doubt);
            canary.doubt();
          });
      Optional<Throwable> failure = canary.tick(now);
      if (failure.isPresent()) {
        log.error("The engine of {} failed", name, failure.get());
        return "it failed";
      }
      OptionalLong oldest = serving.runs().oldestBegunNanos();
      if (oldest.isPresent() && now - oldest.getAsLong() > config.hangTimeout().toNanos()) {
        return "a run takes longer than " + config.hangTimeout();
      }
      boolean recent =
          now - serving.runs().lastCompletedNanos() <= config.canaryTimeout().toNanos();
      if (!recent && canary.underWay()) {
        return "nothing has completed for " + config.canaryTimeout();
      }
      if (!recent) {
        lack = "no inference has completed for " + config.canaryTimeout();
      }
      setReady(recent);
    }
    return "closed";
  }

  private void lose(E lost, String reason) {
    log.error(
        "The engine of {} is lost: {}. Its work fails and another engine is built", name, reason);
    engine = null;
    lack = "its engine is lost (" + reason + ") and another is being built";
    setReady(false);
    letGo(lost);
  }

  private void letGo(WatchedEngine lost) {
    try {
      try {
        lost.fail(failed());
      } finally {
        lost.retirement().begin();
      }
    } catch (RuntimeException | Error e) {
      // The next engine is of more use than the end of this thread.
      log.error("A lost engine of {} could not be let go whole", name, e);
    }
  }

  private E rebuilt() throws InterruptedException {
    Duration delay = config.rebuildDelay();
    while (true) {
      try {
        E made = builder.build();
        if (triedOut(made)) {
          engine = made;
          listener.rebuilt();
          setReady(true);
          log.info("Another engine serves {}", name);
          return made;
        }
      } catch (IOException | RuntimeException | Error e) {
        // Errors too: want of memory may pass, and the process must not go with a device.
        log.warn("No engine of {} could be built; the next attempt is in {}", name, delay, e);
        lack =
            "its engine is lost and no other could be built"
                + (e instanceof IOException known ? ": " + known.getMessage() : "");
      }
      if (pause(delay.toNanos())) {
        throw new InterruptedException();
      }
      delay = min(delay.multipliedBy(2), HealthConfig.LONGEST_REBUILD_DELAY);
    }
  }

  /** Whether the first canary came back; an engine that is not good enough is let go. */
  private boolean triedOut(E made) throws InterruptedException {
    boolean kept = false;
    try {
      tryOut(made);
      kept = closing.getCount() > 0;
    } catch (IOException e) {
      log.warn("The engine that was built for {} does not run", name, e);
    } finally {
      if (!kept) {
        letGo(made);
      }
    }
    return kept;
  }

  private void tryOut(E made) throws IOException {
    long begun = System.nanoTime();
    Canary canary = new Canary(made, config.canaryInterval());
    canary.send();
    try {
      while (canary.underWay()) {
        if (System.nanoTime() - begun > config.canaryTimeout().toNanos()) {
          throw new IOException(
              "No inference completed within %s (health.canary-timeout)"
                  .formatted(config.canaryTimeout()));
        }
        if (pause(Duration.ofMillis(1).toNanos())) {
          throw new IOException("Closed while an engine was tried out");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while an engine was tried out", e);
    }
    Optional<Throwable> failure = canary.tick(System.nanoTime());
    if (failure.isPresent()) {
      throw new IOException(
          "The engine's first inference failed"
              + (failure.get() instanceof ServiceException known ? ": " + known.sentence() : ""),
          failure.get());
    }
  }

  private long lookNanos() {
    return Math.min(
        LONGEST_LOOK.toNanos(),
        Math.min(config.hangTimeout().toNanos(), config.canaryInterval().toNanos()) / LOOKS);
  }

  /** Waits; true at once if this is closed. */
  private boolean pause(long nanos) throws InterruptedException {
    return closing.await(nanos, TimeUnit.NANOSECONDS);
  }

  private synchronized void setReady(boolean now) {
    boolean changed = ready != now;
    ready = now && closing.getCount() > 0;
    if (changed) {
      listener.ready(ready);
    }
  }

  private ServiceException failed() {
    return new ServiceException(
        ErrorCode.ENGINE_FAILED,
        "The engine of " + name + " failed and is being built anew; ask again.");
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
