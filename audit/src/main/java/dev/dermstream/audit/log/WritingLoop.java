package dev.dermstream.audit.log;

import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.store.AuditStoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing thread's work: whatever waits goes into one transaction; a store that failed is tried
 * again at intervals.
 */
final class WritingLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WritingLoop.class);
  private static final long LONGEST_REST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long CLOSING_REST_NANOS = Duration.ofMillis(5).toNanos();

  private final AuditConfig config;
  private final Clock clock;
  private final AuditMetrics metrics;
  private final WaitingRecords waiting;
  private final Semaphore places;
  private final ChainWriter writer;
  private final Runnable onChange;
  private final Duration closingLimit;
  private final List<Pending> group = new ArrayList<>();
  private ChainHead before;
  private boolean failing;
  private volatile boolean up;

  WritingLoop(
      AuditConfig config,
      Clock clock,
      AuditMetrics metrics,
      WaitingRecords waiting,
      Semaphore places,
      ChainWriter writer,
      Runnable onChange,
      Duration closingLimit) {
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.waiting = waiting;
    this.places = places;
    this.writer = writer;
    this.onChange = onChange;
    this.closingLimit = closingLimit;
    this.before = writer.head();
  }

  /** Whether the store takes records, as far as is known. */
  boolean isUp() {
    return up;
  }

  /** Before the thread starts. */
  void open() throws AuditStoreException {
    writer.open();
    up = true;
  }

  @Override
  public void run() {
    while (!waiting.isClosing()) {
      step(untilDuty());
    }
    long end = System.nanoTime() + closingLimit.toNanos();
    while (placesTaken() > 0 && end - System.nanoTime() > 0) {
      step(CLOSING_REST_NANOS);
    }
    waiting.drainTo(group, Integer.MAX_VALUE);
    refuse();
    writer.close();
  }

  private void step(long patienceNanos) {
    try {
      if (!writer.isOpen()) {
        reopen();
      }
      if (group.isEmpty()) {
        waiting.await(patienceNanos);
      }
      waiting.drainTo(group, config.maxBatch());
      before = writer.head();
      if (!group.isEmpty()) {
        writer.write(group);
        done();
      }
      writer.keepHouse();
    } catch (AuditStoreException e) {
      failed(e);
      untilRetry();
    } catch (RuntimeException e) {
      writer.abandon();
      failed(e);
      refuse();
      untilRetry();
    }
  }

  private void reopen() throws AuditStoreException {
    writer.open();
    if (!group.isEmpty() && writer.endsWith(group, before)) {
      // The commit that seemed to fail had not.
      done();
    }
    LOG.warn("The audit store is open");
    failing = false;
    up = true;
    onChange.run();
  }

  private long untilDuty() {
    long nanos = Duration.between(clock.instant(), writer.nextDuty()).toNanos();
    return Math.clamp(nanos, 0, LONGEST_REST_NANOS);
  }

  private void done() {
    places.release(group.size());
    group.forEach(each -> each.durable().complete(null));
    group.clear();
  }

  private void refuse() {
    places.release(group.size());
    group.forEach(each -> each.durable().completeExceptionally(Pending.unavailable()));
    group.clear();
  }

  private void failed(Exception failure) {
    metrics.failed();
    if (up || !failing) {
      LOG.warn("The audit cannot be written; it is tried again and again", failure);
    } else {
      LOG.debug("The audit still cannot be written", failure);
    }
    failing = true;
    if (up) {
      up = false;
      onChange.run();
    }
  }

  /** With DURABLE nobody is kept waiting for a store that is away. */
  private void untilRetry() {
    long end = System.nanoTime() + config.retryInterval().toNanos();
    if (config.mode() == AuditMode.ASYNC) {
      waiting.awaitClosing(end - System.nanoTime());
      return;
    }
    refuse();
    while (end - System.nanoTime() > 0 && !waiting.isClosing()) {
      waiting.await(end - System.nanoTime());
      waiting.drainTo(group, Integer.MAX_VALUE);
      refuse();
    }
  }

  private int placesTaken() {
    return config.maxWaiting() - places.availablePermits();
  }
}
