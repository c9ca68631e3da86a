package dev.dermstream.node.server;

import com.typesafe.config.Config;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.repository.RepositoryConfig;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * Configuration of the node server, {@code dermstream.node}.
 *
 * @param id what answers call this node
 * @param host address to listen on
 * @param port TCP port; 0 lets the system choose
 * @param maxMessageBytes largest request, decompressed
 * @param workers requests worked on at the same time; 0 means one per processor
 * @param queueLength requests that wait for a worker before the next is refused
 * @param queueBytes bytes of waiting and running requests before the next is refused
 * @param drainTimeout how long running requests may take to finish when the server closes
 * @param maxPixels most pixels of one image
 * @param maxPixelsInMemory most pixels of all images being decoded or resized
 * @param engine how the engine runs a graph
 * @param guide whether reports are held to their form
 * @param repository models to serve beside the release
 */
public record NodeConfig(
    String id,
    String host,
    int port,
    int maxMessageBytes,
    int workers,
    int queueLength,
    int queueBytes,
    Duration drainTimeout,
    int maxPixels,
    int maxPixelsInMemory,
    EngineConfig engine,
    GuideConfig guide,
    RepositoryConfig repository) {
  private static final String PATH = "dermstream.node";
  private static final int LEAST_MESSAGE_BYTES = 64 << 10;
  private static final int MOST_BYTES = 1 << 30;
  private static final int MOST_THREADS = 256;
  private static final int LONGEST_QUEUE = 100_000;
  private static final int MOST_PIXELS = 2_000_000_000;
  private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

  /**
   * Reads and checks the values.
   *
   * @throws ConfigurationException with every problem
   */
  public static NodeConfig from(Config config) {
    return Settings.read(config, PATH, NodeConfig::read);
  }

  private static NodeConfig read(Settings settings) {
    NodeConfig read =
        new NodeConfig(
            settings.text("id"),
            settings.text("host"),
            settings.port("port"),
            settings.bytes("max-message", LEAST_MESSAGE_BYTES, MOST_BYTES),
            settings.number("workers", 0, MOST_THREADS),
            settings.number("queue-length", 1, LONGEST_QUEUE),
            settings.bytes("queue-bytes", LEAST_MESSAGE_BYTES, MOST_BYTES),
            settings.duration("drain-timeout", Duration.ZERO, LONGEST_DRAIN),
            settings.number("image.max-pixels", 1, MOST_PIXELS),
            settings.number("image.max-pixels-in-memory", 1, MOST_PIXELS),
            EngineConfig.read(settings),
            GuideConfig.read(settings),
            RepositoryConfig.read(settings));
    settings.require(!read.id.isBlank(), "id", "must not be blank");
    settings.require(!read.host.isBlank(), "host", "must not be blank");
    settings.require(
        read.queueBytes >= read.maxMessageBytes, "queue-bytes", "must be at least max-message");
    settings.require(
        read.maxPixelsInMemory >= read.maxPixels,
        "image.max-pixels-in-memory",
        "must be at least image.max-pixels");
    return read;
  }

  /** {@link #workers} with 0 resolved. */
  int effectiveWorkers() {
    return workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
  }
}
