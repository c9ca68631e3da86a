package dev.dermstream.node.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees an engine once its last run has returned, which may be never, on a thread of its own:
 * freeing native memory under a running engine would end the process. Thread-safe.
 */
public final class Retirement {
  private static final Logger log = LoggerFactory.getLogger(Retirement.class);

  /** One token or one batch takes at most seconds; a run that lasts longer is stuck. */
  private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

  private final AtomicBoolean begun = new AtomicBoolean();
  private final Thread thread;

  /** The end of an engine's runs. */
  @FunctionalInterface
  public interface Runs {
    /**
     * Lets no run begin and waits for those that have. Again: waits again.
     *
     * @return true if nothing runs any more
     */
    boolean end(Duration atMost) throws InterruptedException;
  }

  /**
   * Nothing happens before {@link #begin}.
   *
   * @param engine its name, for the log
   * @param free frees it; called once
   */
  public Retirement(String engine, Runs runs, Runnable free) {
    thread =
        Thread.ofPlatform()
            .name("engine-retire")
            .daemon()
            .unstarted(() -> retire(engine, runs, free));
  }

  /** Begins, and does not wait. Again: no effect. */
  public void begin() {
    if (!begun.getAndSet(true)) {
      thread.start();
    }
  }

  /** Whether it has begun. */
  public boolean isBegun() {
    return begun.get();
  }

  /** Whether the engine is freed. */
  public boolean isOver() {
    return begun.get() && !thread.isAlive();
  }

  /** After {@link #begin}: true once the engine is freed. */
  public boolean await(Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }

  private static void retire(String engine, Runs runs, Runnable free) {
    try {
      while (!runs.end(LONGEST_RUN)) {
        log.warn(
            "An inference of {} has run for over {}; its engine stays in memory",
            engine,
            LONGEST_RUN);
      }
      free.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while an inference of {} runs; its engine stays in memory", engine, e);
    }
  }
}
