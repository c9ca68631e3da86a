package dev.dermstream.node.server;

import com.typesafe.config.Config;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.generate.GenerationSettings;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.health.HealthConfig;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.rank.RankSettings;
import dev.dermstream.node.region.RegionConfig;
import dev.dermstream.node.repository.RepositoryConfig;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.InternalTlsConfig;
import java.time.Duration;

/**
 * Configuration of the node server, {@code dermstream.node}.
 *
 * @param id what answers call this node
 * @param host address to listen on
 * @param port TCP port; 0 lets the system choose
 * @param maxMessageBytes largest request, decompressed
 * @param maxRequests requests in the node before the next is refused
 * @param maxRequestBytes their bytes before the next is refused
 * @param decodeThreads images that are decoded at the same time; 0 means one per processor
 * @param drainTimeout how long running requests may take to finish when the server closes
 * @param image how images are decoded
 * @param engine how the engine runs a graph
 * @param guide whether reports are held to their form
 * @param adapters room for adapters that are loaded while serving
 * @param health when the node is ready
 * @param generation how texts share the engine
 * @param rank how labels are scored
 * @param region how lesions are found
 * @param batching how the image encoder gathers pictures
 * @param cacheBytes most bytes of the feature cache; 0 for none
 * @param repository models to serve beside the release
 * @param tls who may call
 */
public record NodeConfig(
    String id,
    String host,
    int port,
    int maxMessageBytes,
    int maxRequests,
    int maxRequestBytes,
    int decodeThreads,
    Duration drainTimeout,
    ImageConfig image,
    EngineConfig engine,
    GuideConfig guide,
    AdapterSettings adapters,
    HealthConfig health,
    GenerationSettings generation,
    RankSettings rank,
    RegionConfig region,
    BatchingConfig batching,
    int cacheBytes,
    RepositoryConfig repository,
    InternalTlsConfig tls) {
  private static final String PATH = "dermstream.node";
  static final int LEAST_BYTES = 64 << 10;
  static final int MOST_BYTES = 1 << 30;
  static final int MOST_THREADS = 256;
  static final int MOST_REQUESTS = 100_000;
  private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

  /**
   * Reads and checks the values.
   *
   * @throws ConfigurationException with every problem
   */
  public static NodeConfig from(Config config) {
    InternalTlsConfig tls = InternalTlsConfig.from(config);
    return Settings.read(config, PATH, settings -> read(settings, tls));
  }

  private static NodeConfig read(Settings settings, InternalTlsConfig tls) {
    NodeConfig read =
        new NodeConfig(
            settings.text("id"),
            settings.text("host"),
            settings.port("port"),
            settings.bytes("max-message", LEAST_BYTES, MOST_BYTES),
            settings.number("max-requests", 1, MOST_REQUESTS),
            settings.bytes("max-request-bytes", LEAST_BYTES, MOST_BYTES),
            settings.number("decode-threads", 0, MOST_THREADS),
            settings.duration("drain-timeout", Duration.ZERO, LONGEST_DRAIN),
            ImageConfig.read(settings),
            EngineConfig.read(settings),
            GuideConfig.read(settings),
            AdapterSettings.read(settings),
            HealthConfig.read(settings),
            GenerationSettings.read(settings),
            RankSettings.read(settings),
            RegionConfig.read(settings),
            BatchingConfig.read(settings),
            settings.bytes("cache.max-bytes", 0, MOST_BYTES),
            RepositoryConfig.read(settings),
            tls);
    settings.require(!read.id.isBlank(), "id", "must not be blank");
    settings.require(!read.host.isBlank(), "host", "must not be blank");
    tls.requireProtected(settings, read.host);
    settings.require(
        read.maxRequestBytes >= read.maxMessageBytes,
        "max-request-bytes",
        "must be at least max-message");
    return read;
  }

  /** {@link #decodeThreads} with 0 resolved. */
  int effectiveDecodeThreads() {
    return orProcessors(decodeThreads);
  }

  /** A number of threads with 0 resolved. */
  static int orProcessors(int threads) {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
