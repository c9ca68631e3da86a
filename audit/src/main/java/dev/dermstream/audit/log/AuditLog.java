package dev.dermstream.audit.log;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.EventRecord;
import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.audit.chain.Sha256;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records images in a chain of its own.
 *
 * <p>An image takes a place when it comes, so that what waits to be written needs no other bound
 * and the end of an image that was let in always finds room. Its bytes are digested on a thread for
 * that while the image is worked on. One thread writes: whatever waits when it is free goes into
 * one transaction, so a disk that is slow to confirm is asked less often, not more. If the store
 * fails, what waits is refused (DURABLE) or kept (ASYNC), and new images are refused until the
 * store is open again (DURABLE) or once every place is taken (ASYNC).
 */
public final class AuditLog implements Audit {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final int DIGEST_THREADS = 2;
  private static final String NO_DIGEST = "";
  private static final Duration CLOSING_LIMIT = Duration.ofSeconds(10);

  private final AuditConfig config;
  private final Clock clock;
  private final Semaphore places;
  private final WaitingRecords waiting = new WaitingRecords();
  private final ExecutorService digests;
  private final WritingLoop loop;
  private final Thread thread;

  private AuditLog(
      AuditConfig config,
      String chain,
      Clock clock,
      PrometheusRegistry registry,
      Runnable onChange) {
    this.config = config;
    this.clock = clock;
    this.places = new Semaphore(config.maxWaiting());
    AuditMetrics metrics = new AuditMetrics(registry);
    this.loop =
        new WritingLoop(
            config,
            clock,
            metrics,
            waiting,
            places,
            new ChainWriter(config, chain, clock, metrics),
            onChange,
            CLOSING_LIMIT);
    metrics.show(
        () -> loop.isUp() ? 1 : 0,
        () -> config.maxWaiting() - places.availablePermits(),
        config.maxWaiting());
    this.digests =
        Executors.newFixedThreadPool(
            DIGEST_THREADS, Thread.ofPlatform().daemon().name("audit-digest-", 0).factory());
    this.thread = Thread.ofPlatform().daemon().name("audit-writer").unstarted(loop);
  }

  /**
   * Opens the store and begins to take images.
   *
   * @param chain the chain's name where the configuration leaves it open
   * @param onChange runs when {@link #isAccepting} may have changed, on the writing thread
   * @throws AuditStoreException if an embedded store cannot be opened; a server is waited for
   */
  public static Audit start(
      AuditConfig config, String chain, Clock clock, PrometheusRegistry registry, Runnable onChange)
      throws AuditStoreException {
    if (config.mode() == AuditMode.OFF) {
      return Audit.OFF;
    }
    String name = config.chain().isEmpty() ? chain : config.chain();
    AuditLog log = new AuditLog(config, name, clock, registry, onChange);
    log.firstOpen();
    log.thread.start();
    return log;
  }

  private void firstOpen() throws AuditStoreException {
    try {
      loop.open();
    } catch (AuditStoreException e) {
      if (config.store().isEmbedded()) {
        digests.shutdownNow();
        throw e;
      }
      LOG.warn("The audit database is waited for", e);
    }
  }

  @Override
  public boolean isAccepting() {
    return !waiting.isClosing() && (loop.isUp() || config.mode() == AuditMode.ASYNC);
  }

  @Override
  public AuditEntry begin(Arrival arrival, ByteBuffer image) {
    takePlace();
    long bytes = image.remaining();
    return new Entry(
        arrival, CompletableFuture.supplyAsync(() -> Sha256.of(image), digests), bytes);
  }

  @Override
  public AuditEntry beginUnread(Arrival arrival) {
    takePlace();
    return new Entry(arrival, CompletableFuture.completedFuture(NO_DIGEST), 0);
  }

  @Override
  public CompletableFuture<@Nullable Void> enter(EventRecord event) {
    takePlace();
    CompletableFuture<@Nullable Void> durable = new CompletableFuture<>();
    waiting.add(new Pending(event, durable));
    return answer(durable);
  }

  private CompletableFuture<@Nullable Void> answer(CompletableFuture<@Nullable Void> durable) {
    return config.mode() == AuditMode.ASYNC ? CompletableFuture.completedFuture(null) : durable;
  }

  private void takePlace() {
    if (!isAccepting()) {
      throw Pending.unavailable();
    }
    if (!places.tryAcquire()) {
      throw new ServiceException(
          ErrorCode.OVERLOADED,
          "More images and events wait for their audit record than there are places; try again in a moment.");
    }
  }

  @Override
  public void close() {
    waiting.close();
    try {
      thread.join(CLOSING_LIMIT.multipliedBy(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    digests.shutdownNow();
  }

  /** An image that holds a place. */
  private final class Entry implements AuditEntry {
    private final Arrival arrival;
    private final CompletableFuture<String> digest;
    private final long bytes;
    private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> ended =
        new AtomicReference<>();

    Entry(Arrival arrival, CompletableFuture<String> digest, long bytes) {
      this.arrival = arrival;
      this.digest = digest;
      this.bytes = bytes;
    }

    @Override
    public CompletableFuture<@Nullable Void> end(Conclusion conclusion) {
      CompletableFuture<@Nullable Void> durable = new CompletableFuture<>();
      CompletableFuture<@Nullable Void> former = ended.compareAndExchange(null, durable);
      if (former != null) {
        return answer(former);
      }
      var _ =
          digest.whenComplete((hash, failure) -> {
            if (failure == null) {
              waiting.add(new Pending(record(conclusion, hash), durable));
            } else {
              LOG.error("An image could not be digested", failure);
              places.release();
              durable.completeExceptionally(Pending.unavailable());
            }
          });
      return answer(durable);
    }

    private ImageRecord record(Conclusion conclusion, String hash) {
      return new ImageRecord(
          clock.instant(),
          arrival.requestId(),
          arrival.subject(),
          arrival.method(),
          hash,
          bytes,
          conclusion);
    }
  }
}
