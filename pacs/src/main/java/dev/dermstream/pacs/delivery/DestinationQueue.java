package dev.dermstream.pacs.delivery;

import dev.dermstream.pacs.delivery.DeliveryLog.Waiting;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the parcels of one destination. One thread looks into the log and hands each parcel that is
 * due to a thread of its own, no more of them than the destination bears.
 *
 * <p>A failure does not only put its parcel off but pauses the destination, after which the parcel
 * that waits the longest tries alone how things are: so a dead destination costs one call in a
 * while, and those behind lose no time once it is back. A parcel that alone fails again and again
 * does not hold the others up, since each success ends the pause. Thread-safe.
 */
final class DestinationQueue {
  private static final Logger log = LoggerFactory.getLogger(DestinationQueue.class);

  /** How long a parcel may go unseen that nobody has woken the queue for. */
  private static final Duration GLANCE = Duration.ofSeconds(5);

  private final DestinationConfig config;
  private final Destination way;
  private final DeliveryLog parcels;
  private final Clock clock;
  private final Backoff backoff;
  private final DeliveryMetrics metrics;
  private final ExecutorService threads;
  private final Semaphore bell = new Semaphore(0);
  // All below under the monitor of this.
  private final Set<Long> onTheirWay = new HashSet<>();
  private Instant pausedUntil = Instant.MIN;
  private int failuresInARow;
  private boolean stopped;

  DestinationQueue(
      Deliveries.Route route,
      DeliveryLog parcels,
      Clock clock,
      RandomGenerator random,
      DeliveryMetrics metrics) {
    this.config = route.config();
    this.way = route.way();
    this.parcels = parcels;
    this.clock = clock;
    this.backoff = new Backoff(config.firstRetry(), config.lastRetry(), random);
    this.metrics = metrics;
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("delivery-" + config.name() + "-", 0).factory());
  }

  void start() {
    threads.execute(this::dispatch);
  }

  void wake() {
    bell.release();
  }

  void stop() {
    synchronized (this) {
      stopped = true;
      threads.shutdown();
    }
    wake();
  }

  /** Waits for what is on its way, then cuts it off. */
  void await(long nanos) {
    try {
      if (!threads.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      way.close();
    }
  }

  private void dispatch() {
    try {
      while (!isStopped()) {
        // Whatever rings from here on is heard below.
        bell.drainPermits();
        Optional<Duration> rest = beginOne();
        if (rest.isPresent()) {
          bell.tryAcquire(bounded(rest.get()).toNanos(), TimeUnit.NANOSECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends one more if one may be sent; else says how long there is nothing to do. */
  private Optional<Duration> beginOne() {
    Instant now = clock.instant();
    Optional<Duration> full = untilTurn(now);
    if (full.isPresent()) {
      return full;
    }
    try {
      Set<Long> busy = busy();
      Optional<Waiting> next =
          parcels.due(config.name(), now, busy.size() + 1).stream()
              .filter(parcel -> !busy.contains(parcel.id()))
              .findFirst();
      next.ifPresent(this::begin);
      return next.isPresent()
          ? Optional.empty()
          : Optional.of(
              parcels
                  .nextDue(config.name(), now)
                  .map(due -> Duration.between(now, due))
                  .orElse(GLANCE));
    } catch (IOException e) {
      log.warn("The log of deliveries to {} cannot be read", config.name(), e);
      return Optional.of(config.firstRetry());
    }
  }

  /** Empty if one more may be sent now. */
  private synchronized Optional<Duration> untilTurn(Instant now) {
    if (now.isBefore(pausedUntil)) {
      return Optional.of(Duration.between(now, pausedUntil));
    }
    int most = failuresInARow > 0 ? 1 : config.concurrency();
    return onTheirWay.size() < most ? Optional.empty() : Optional.of(GLANCE);
  }

  private static Duration bounded(Duration rest) {
    Duration least = Duration.ofMillis(1);
    Duration longer = rest.compareTo(least) < 0 ? least : rest;
    return longer.compareTo(GLANCE) < 0 ? longer : GLANCE;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private synchronized Set<Long> busy() {
    return Set.copyOf(onTheirWay);
  }

  private synchronized void begin(Waiting parcel) {
    if (!stopped) {
      onTheirWay.add(parcel.id());
      threads.execute(() -> deliver(parcel));
    }
  }

  private void deliver(Waiting waiting) {
    try {
      Optional<Parcel> parcel = parcels.parcel(waiting.id());
      if (parcel.isPresent()) {
        record(waiting, way.send(parcel.get()));
      }
    } catch (IOException e) {
      log.warn("The log of deliveries to {} cannot be used", config.name(), e);
      putOff(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("A delivery to {} failed", config.name(), e);
      putOff(Duration.ZERO);
    } finally {
      leave(waiting);
    }
  }

  private void leave(Waiting waiting) {
    synchronized (this) {
      onTheirWay.remove(waiting.id());
    }
    wake();
  }

  private void record(Waiting waiting, Outcome outcome) throws IOException {
    switch (outcome) {
      case Outcome.Accepted() -> {
        parcels.delivered(waiting.id());
        metrics.delivered(config.name());
        reached();
      }
      case Outcome.Refused refused -> {
        log.warn("{} refuses a result: {}", config.name(), refused.reason());
        parcels.refused(waiting.id(), refused.reason());
        metrics.refused(config.name());
        reached();
      }
      case Outcome.Unreachable unreachable -> {
        Duration pause = backoff.after(waiting.attempts() + 1);
        Duration wanted = unreachable.notBefore().orElse(Duration.ZERO);
        Duration bounded = wanted.compareTo(config.lastRetry()) < 0 ? wanted : config.lastRetry();
        Duration longer = pause.compareTo(bounded) < 0 ? bounded : pause;
        parcels.failed(waiting.id(), unreachable.reason(), clock.instant().plus(longer));
        metrics.retried(config.name());
        putOff(bounded);
      }
    }
  }

  private synchronized void reached() {
    if (failuresInARow > 0) {
      log.info("{} is reached again", config.name());
    }
    failuresInARow = 0;
    pausedUntil = Instant.MIN;
  }

  private synchronized void putOff(Duration least) {
    failuresInARow++;
    if (failuresInARow == 1) {
      log.warn("{} is not reached; its results wait", config.name());
    }
    Duration pause = backoff.after(failuresInARow);
    pausedUntil = clock.instant().plus(pause.compareTo(least) < 0 ? least : pause);
  }
}
