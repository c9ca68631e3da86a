package dev.dermstream.node.repository;

import dev.dermstream.node.engine.RunStop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the runs of one model that are of no more use. It looks at all of them ten times a second,
 * so that a run costs two entries of a set and wakes nobody. Thread-safe.
 */
final class RunWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunWatch.class);
  private static final long EVERY_MILLIS = 100;

  private final String model;
  private final Set<Watched> runs = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticks;

  RunWatch(String model) {
    this.model = model;
    this.ticks =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(model + "-watch").factory());
    var _ =
        ticks.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** One run while it is under way. */
  final class Watched implements AutoCloseable {
    private final RunStop stop = new RunStop();
    private final BooleanSupplier useless;

    private Watched(BooleanSupplier useless) {
      this.useless = useless;
    }

    /** Ends the run, if somebody must. */
    RunStop stop() {
      return stop;
    }

    @Override
    public void close() {
      runs.remove(this);
    }
  }

  /**
   * Watches a run until that is closed.
   *
   * @param useless whether it shall end; asked from another thread, must be quick
   */
  Watched watch(BooleanSupplier useless) {
    Watched watched = new Watched(useless);
    runs.add(watched);
    return watched;
  }

  private void look() {
    runs.removeIf(this::isEnded);
  }

  /** Ends a run that is useless, and looks no more at one that cannot be judged. */
  private boolean isEnded(Watched run) {
    try {
      if (!run.useless.getAsBoolean()) {
        return false;
      }
      run.stop.stop();
      log.info("A run of {} was told to end: it lasted too long or nobody waits for it", model);
    } catch (RuntimeException e) {
      log.error("A run of {} cannot be watched", model, e);
    }
    return true;
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }
}
