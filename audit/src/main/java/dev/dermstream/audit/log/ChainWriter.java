package dev.dermstream.audit.log;

import dev.dermstream.audit.chain.Anchor;
import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.chain.Link;
import dev.dermstream.audit.store.AuditStore;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chain and its store, opened again after it failed. What the store says then is where the
 * chain goes on, so a group of which nobody knows whether it was written leaves neither a gap nor a
 * fork. Used by one thread.
 */
final class ChainWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);
  private static final Duration RETENTION_INTERVAL = Duration.ofHours(1);

  private final AuditConfig config;
  private final String chain;
  private final Clock clock;
  private final AuditMetrics metrics;
  private final @Nullable Path anchorFile;
  private @Nullable AuditStore store;
  private ChainHead head;
  private ChainHead anchored;
  private Instant nextAnchor;
  private Instant nextRetention;

  ChainWriter(AuditConfig config, String chain, Clock clock, AuditMetrics metrics) {
    this.config = config;
    this.chain = chain;
    this.clock = clock;
    this.metrics = metrics;
    this.anchorFile = anchorFile(config, chain);
    this.head = ChainHead.beginning(chain);
    this.anchored = head;
    this.nextAnchor = clock.instant().plus(config.anchorInterval());
    this.nextRetention = clock.instant();
  }

  boolean isOpen() {
    return store != null;
  }

  void open() throws AuditStoreException {
    StoreConfig where = config.store();
    AuditStore opened = where.open(chain);
    store = opened;
    head = opened.head();
  }

  /**
   * Writes a group, all or nothing as far as is known.
   *
   * @throws AuditStoreException after which the store is closed
   */
  void write(List<Pending> group) throws AuditStoreException {
    long begun = System.nanoTime();
    List<Link> links = new ArrayList<>(group.size());
    ChainHead last = head;
    for (Pending each : group) {
      Link link = Link.of(last, each.content());
      links.add(link);
      last = link.place();
    }
    try {
      required().append(head, links);
    } catch (AuditStoreException e) {
      shut();
      throw e;
    }
    head = last;
    metrics.written(group.size(), System.nanoTime() - begun);
  }

  /** Whether the group that failed last was written all the same. To be asked after opening. */
  boolean endsWith(List<Pending> group, ChainHead before) {
    ChainHead last = before;
    for (Pending each : group) {
      last = Link.of(last, each.content()).place();
    }
    return last.equals(head);
  }

  ChainHead head() {
    return head;
  }

  /** When {@link #keepHouse} has something to do next. */
  Instant nextDuty() {
    return nextAnchor.isBefore(nextRetention) ? nextAnchor : nextRetention;
  }

  /** Notes the head and removes what is old enough, where it is time. */
  void keepHouse() throws AuditStoreException {
    Instant now = clock.instant();
    if (!now.isBefore(nextRetention)) {
      removeOld(now);
    }
    if (!now.isBefore(nextAnchor)) {
      nextAnchor = now.plus(config.anchorInterval());
      anchor(now);
    }
  }

  private void removeOld(Instant now) throws AuditStoreException {
    try {
      boolean removed =
          required()
              .removeBefore(now.minus(config.keep()), head, now)
              .map(testimony -> {
                head = testimony.place();
                return true;
              })
              .orElse(false);
      if (!removed) {
        nextRetention = now.plus(RETENTION_INTERVAL);
      }
    } catch (AuditStoreException e) {
      shut();
      throw e;
    }
  }

  private void anchor(Instant now) {
    if (head.equals(anchored)) {
      return;
    }
    LOG.info("The audit chain {} stands at record {}, {}", chain, head.sequence(), head.hash());
    if (anchorFile != null) {
      try {
        new Anchor(now, head).appendTo(anchorFile);
      } catch (IOException e) {
        metrics.failed();
        LOG.warn("The audit's anchor cannot be noted in {}", anchorFile, e);
        return;
      }
    }
    anchored = head;
  }

  /** Notes the head a last time and lets the store go. */
  void close() {
    anchor(clock.instant());
    shut();
  }

  /** Lets the store go after a failure that it did not tell of. */
  void abandon() {
    shut();
  }

  private void shut() {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  private AuditStore required() {
    if (store == null) {
      throw new IllegalStateException("The store is not open.");
    }
    return store;
  }

  private static @Nullable Path anchorFile(AuditConfig config, String chain) {
    if (!config.anchorFile().isEmpty()) {
      return Path.of(config.anchorFile());
    }
    return config.store().isEmbedded()
        ? config.store().directory().resolve(chain + ".anchors")
        : null;
  }
}
