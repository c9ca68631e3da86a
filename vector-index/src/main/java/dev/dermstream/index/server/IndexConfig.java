package dev.dermstream.index.server;

import com.typesafe.config.Config;
import dev.dermstream.index.search.Precision;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.InternalTlsConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Configuration of the index server, {@code dermstream.index}.
 *
 * @param host address to listen on
 * @param port TCP port; 0 lets the system choose
 * @param maxMessageBytes largest request, decompressed
 * @param searchThreads threads that search; 0 means one per processor
 * @param queueLength requests that wait for a thread before the next is refused
 * @param searchPrecision in how many bits a search for neighbours looks at the vectors on its way
 * @param drainTimeout how long running requests may take to finish when the server closes
 * @param tls who may call
 */
public record IndexConfig(
    String host,
    int port,
    int maxMessageBytes,
    int searchThreads,
    int queueLength,
    Precision searchPrecision,
    Duration drainTimeout,
    InternalTlsConfig tls) {
  private static final String PATH = "dermstream.index";
  private static final int LEAST_MESSAGE_BYTES = 16 << 10;
  private static final int MOST_MESSAGE_BYTES = 64 << 20;
  private static final int MOST_THREADS = 256;
  private static final int LONGEST_QUEUE = 100_000;
  private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

  /**
   * Reads and checks the values.
   *
   * @throws ConfigurationException with every problem
   */
  public static IndexConfig from(Config config) {
    InternalTlsConfig tls = InternalTlsConfig.from(config);
    return Settings.read(config, PATH, settings -> read(settings, tls));
  }

  private static IndexConfig read(Settings settings, InternalTlsConfig tls) {
    Optional<Precision> precision = Precision.of(settings.text("search-precision"));
    settings.require(
        precision.isPresent(), "search-precision", "must be float32, int7, int4 or int2");
    IndexConfig read =
        new IndexConfig(
            settings.text("host"),
            settings.port("port"),
            settings.bytes("max-message", LEAST_MESSAGE_BYTES, MOST_MESSAGE_BYTES),
            settings.number("search-threads", 0, MOST_THREADS),
            settings.number("queue-length", 1, LONGEST_QUEUE),
            precision.orElse(Precision.DEFAULT),
            settings.duration("drain-timeout", Duration.ZERO, LONGEST_DRAIN),
            tls);
    settings.require(!read.host.isBlank(), "host", "must not be blank");
    tls.requireProtected(settings, read.host);
    return read;
  }

  /** {@link #searchThreads} with 0 resolved. */
  int effectiveSearchThreads() {
    return searchThreads == 0 ? Runtime.getRuntime().availableProcessors() : searchThreads;
  }
}
