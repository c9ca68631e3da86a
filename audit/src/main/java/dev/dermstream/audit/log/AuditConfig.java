package dev.dermstream.audit.log;

import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How images are recorded.
 *
 * @param mode when an answer may leave
 * @param chain name of this gateway's chain; empty: made of the host's name and the port
 * @param store where records are kept
 * @param maxWaiting images that are worked on or whose record waits, at most
 * @param maxBatch records that are written together, at most
 * @param retryInterval pause before a store that failed is tried again
 * @param keep age at which records are removed
 * @param anchorFile where the head is noted; empty: beside an embedded store, nowhere with a server
 * @param anchorInterval pause between two notes of the head
 */
public record AuditConfig(
    AuditMode mode,
    String chain,
    StoreConfig store,
    int maxWaiting,
    int maxBatch,
    Duration retryInterval,
    Duration keep,
    String anchorFile,
    Duration anchorInterval) {
  /** Reads the section {@code audit}. */
  public static AuditConfig read(Settings settings) {
    String chain = settings.text("audit.chain");
    settings.require(
        chain.isEmpty() || StoreConfig.isChainName(chain),
        "audit.chain",
        "must be 1 to 100 letters, digits, dots, underscores and hyphens, or empty");
    return new AuditConfig(
        mode(settings),
        chain,
        StoreConfig.read(settings),
        settings.number("audit.max-waiting", 1, 1_000_000),
        settings.number("audit.max-batch", 1, 10_000),
        settings.duration("audit.retry-interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.duration("audit.keep", Duration.ofSeconds(1), Duration.ofDays(36_500)),
        settings.text("audit.anchor-file"),
        settings.duration("audit.anchor-interval", Duration.ofMillis(10), Duration.ofHours(24)));
  }

  private static AuditMode mode(Settings settings) {
    String text = settings.text("audit.mode").toUpperCase(Locale.ROOT);
    boolean known = Stream.of(AuditMode.values()).anyMatch(mode -> mode.name().equals(text));
    settings.require(known, "audit.mode", "must be durable, async or off");
    return known ? AuditMode.valueOf(text) : AuditMode.DURABLE;
  }
}
