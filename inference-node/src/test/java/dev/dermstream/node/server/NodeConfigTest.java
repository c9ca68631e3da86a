package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.JpegDecoderChoice;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.telemetry.MetricsConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeConfigTest {
  @Test
  void hasDefaultsThatBindToLoopback() {
    assertThat(NodeConfig.from(Configuration.load(null)))
        .isEqualTo(
            new NodeConfig(
                "node-1",
                "127.0.0.1",
                8510,
                64 << 20,
                0,
                256,
                256 << 20,
                0,
                Duration.ofSeconds(30),
                new ImageConfig(50_000_000, 60_000_000, JpegDecoderChoice.AUTO, false),
                new EngineConfig(1),
                new GuideConfig(true),
                new AdapterSettings(8, 64),
                new BatchingConfig(16, List.of(), Duration.ofMillis(2), 256, 512 << 20, 0),
                64 << 20));
  }

  @Test
  void mapsEveryKey() {
    assertThat(
            read(
                """
                id = a, host = "0.0.0.0", port = 0, max-message = 1 MiB, workers = 3
                max-requests = 9, max-request-bytes = 2 MiB, decode-threads = 4
                drain-timeout = 1500ms
                batching { max-batch-size = 8, preferred-sizes = [2, 8], max-delay = 3ms }
                batching { queue-items = 7, queue-bytes = 3 MiB, workers = 5 }
                cache.max-bytes = 0
                image { max-pixels = 5, max-pixels-in-memory = 6 }
                image { jpeg-decoder = jdk, jpeg-scaled-decoding = true }
                engine.intra-op-threads = 2
                guide.enabled = false
                adapters { slots = 3, max-rank = 16 }
                """))
        .isEqualTo(
            new NodeConfig(
                "a",
                "0.0.0.0",
                0,
                1 << 20,
                3,
                9,
                2 << 20,
                4,
                Duration.ofMillis(1500),
                new ImageConfig(5, 6, JpegDecoderChoice.JDK, true),
                new EngineConfig(2),
                new GuideConfig(false),
                new AdapterSettings(3, 16),
                new BatchingConfig(8, List.of(2, 8), Duration.ofMillis(3), 7, 3 << 20, 5),
                0));
  }

  @Test
  void metricsAreServedOnLoopback() {
    assertThat(MetricsConfig.from(Configuration.load(null), "dermstream.node.metrics"))
        .isEqualTo(new MetricsConfig("127.0.0.1", 8591));
  }

  @Test
  void noWorkersMeansOnePerProcessor() {
    NodeConfig config = NodeConfig.from(Configuration.load(null));
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(config.effectiveWorkers()).isEqualTo(processors);
    assertThat(config.effectiveDecodeThreads()).isEqualTo(processors);
    assertThat(config.batching().settings().workers()).isEqualTo(processors);
  }

  @Test
  void reportsEveryProblemTogether() {
    assertThatThrownBy(() ->
            read(
                """
                id = " ", host = " ", port = 65536, max-message = 1 MiB, workers = 257
                max-requests = 0, max-request-bytes = 64 KiB, decode-threads = 257
                drain-timeout = 2h
                batching { max-batch-size = 4, preferred-sizes = [2, 8], max-delay = 2s }
                batching { queue-items = 0, queue-bytes = 1 KiB, workers = 257 }
                cache.max-bytes = 2 GiB
                image { max-pixels = 7, max-pixels-in-memory = 6, jpeg-decoder = gpu }
                engine.intra-op-threads = 0
                adapters.slots = 0
                """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dermstream.node.id")
        .hasMessageContaining("dermstream.node.host")
        .hasMessageContaining("dermstream.node.port")
        .hasMessageContaining("dermstream.node.workers")
        .hasMessageContaining("dermstream.node.max-requests")
        .hasMessageContaining("dermstream.node.max-request-bytes")
        .hasMessageContaining("dermstream.node.decode-threads")
        .hasMessageContaining("dermstream.node.batching.preferred-sizes")
        .hasMessageContaining("dermstream.node.batching.max-delay")
        .hasMessageContaining("dermstream.node.batching.queue-items")
        .hasMessageContaining("dermstream.node.batching.queue-bytes")
        .hasMessageContaining("dermstream.node.batching.workers")
        .hasMessageContaining("dermstream.node.cache.max-bytes")
        .hasMessageContaining("dermstream.node.drain-timeout")
        .hasMessageContaining("dermstream.node.image.max-pixels-in-memory")
        .hasMessageContaining("dermstream.node.image.jpeg-decoder")
        .hasMessageContaining("dermstream.node.engine.intra-op-threads")
        .hasMessageContaining("dermstream.node.adapters.slots");
  }

  private static NodeConfig read(String values) {
    return NodeConfig.from(ConfigFactory.parseString("dermstream.node {\n" + values + "\n}"));
  }
}
