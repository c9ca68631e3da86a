package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.Precision;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.repository.RepositoryConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.telemetry.MetricsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
                64,
                256 << 20,
                Duration.ofSeconds(30),
                50_000_000,
                60_000_000,
                new EngineConfig(
                    EngineChoice.AUTO,
                    Optional.empty(),
                    List.of(),
                    1,
                    Precision.FP32,
                    Path.of(System.getProperty("user.home"), ".cache", "dermstream", "plans")),
                new GuideConfig(true),
                new RepositoryConfig(Optional.empty(), Duration.ofSeconds(60))));
  }

  @Test
  void mapsEveryKey() {
    assertThat(
            read(
                """
                id = a, host = "0.0.0.0", port = 0, max-message = 1 MiB, workers = 3
                queue-length = 9, queue-bytes = 2 MiB, drain-timeout = 1500ms
                image { max-pixels = 5, max-pixels-in-memory = 6 }
                engine { name = OnnxRuntime, devices = "gpu1;cpu", intra-op-threads = 2 }
                engine { precision = bf16, plan-cache = /plans }
                repository { path = /models, drain-timeout = 3s }
                guide.enabled = false
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
                Duration.ofMillis(1500),
                5,
                6,
                new EngineConfig(
                    EngineChoice.ONNX_RUNTIME,
                    Optional.empty(),
                    List.of("gpu1", "cpu"),
                    2,
                    Precision.BF16,
                    Path.of("/plans")),
                new GuideConfig(false),
                new RepositoryConfig(Optional.of(Path.of("/models")), Duration.ofSeconds(3))));
  }

  @Test
  void metricsAreServedOnLoopback() {
    assertThat(MetricsConfig.from(Configuration.load(null), "dermstream.node.metrics"))
        .isEqualTo(new MetricsConfig("127.0.0.1", 8591));
  }

  @Test
  void noWorkersMeansOnePerProcessor() {
    assertThat(NodeConfig.from(Configuration.load(null)).effectiveWorkers())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void reportsEveryProblemTogether() {
    assertThatThrownBy(() ->
            read(
                """
                id = " ", host = " ", port = 65536, max-message = 1 MiB, workers = 257
                queue-length = 0, queue-bytes = 64 KiB, drain-timeout = 2h
                image { max-pixels = 7, max-pixels-in-memory = 6 }
                engine.intra-op-threads = 0
                """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dermstream.node.id")
        .hasMessageContaining("dermstream.node.host")
        .hasMessageContaining("dermstream.node.port")
        .hasMessageContaining("dermstream.node.workers")
        .hasMessageContaining("dermstream.node.queue-length")
        .hasMessageContaining("dermstream.node.queue-bytes")
        .hasMessageContaining("dermstream.node.drain-timeout")
        .hasMessageContaining("dermstream.node.image.max-pixels-in-memory")
        .hasMessageContaining("dermstream.node.engine.intra-op-threads");
  }

  private static NodeConfig read(String values) {
    return NodeConfig.from(ConfigFactory.parseString("dermstream.node {\n" + values + "\n}"));
  }
}
