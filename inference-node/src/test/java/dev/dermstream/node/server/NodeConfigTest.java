package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.engine.CudaConfig;
import dev.dermstream.node.engine.CudaConfig.ArenaExtension;
import dev.dermstream.node.engine.CudaConfig.ConvolutionSearch;
import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.Precision;
import dev.dermstream.node.engine.WideSession;
import dev.dermstream.node.generate.GenerationSettings;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.health.HealthConfig;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.JpegDecoderChoice;
import dev.dermstream.node.rank.RankSettings;
import dev.dermstream.node.region.RegionConfig;
import dev.dermstream.node.repository.RepositoryConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.security.InternalTlsConfig;
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
                256,
                256 << 20,
                0,
                Duration.ofSeconds(30),
                new ImageConfig(50_000_000, 60_000_000, JpegDecoderChoice.AUTO, false),
                new EngineConfig(
                    EngineChoice.AUTO,
                    Optional.empty(),
                    List.of(),
                    1,
                    Precision.TF32,
                    Path.of(System.getProperty("user.home"), ".cache", "dermstream", "plans"),
                    WideSession.AUTO,
                    CudaConfig.DEFAULT,
                    ""),
                new GuideConfig(true),
                new AdapterSettings(8, 64),
                new HealthConfig(
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1)),
                new GenerationSettings(0, 1, 32, 1L << 30, 256, 1024, 16 << 20, 128),
                new RankSettings(256 << 20),
                new RegionConfig(0.5, 0.002, 0.25, 64, 0.6, 5),
                new BatchingConfig(16, List.of(), Duration.ofMillis(2), 256, 512 << 20, 0),
                64 << 20,
                new RepositoryConfig(Optional.empty(), Duration.ofSeconds(60)),
                InternalTlsConfig.OFF));
  }

  @Test
  void mapsEveryKey() {
    assertThat(
            read(
                """
                id = a, host = "127.0.0.2", port = 0, max-message = 1 MiB
                max-requests = 9, max-request-bytes = 2 MiB, decode-threads = 4
                drain-timeout = 1500ms
                batching { max-batch-size = 8, preferred-sizes = [2, 8], max-delay = 3ms }
                batching { queue-items = 7, queue-bytes = 3 MiB, workers = 5 }
                cache.max-bytes = 0
                image { max-pixels = 5, max-pixels-in-memory = 6 }
                image { jpeg-decoder = jdk, jpeg-scaled-decoding = true }
                engine { name = OnnxRuntime, devices = "gpu1;cpu", intra-op-threads = 2 }
                engine { precision = bf16, plan-cache = /plans }
                engine.wide-session = false
                engine.cuda { memory-limit = 3 GiB, arena-extension = same-as-requested }
                engine.cuda.convolution-search = exhaustive
                repository { path = /models, drain-timeout = 3s }
                guide.enabled = false
                adapters { slots = 3, max-rank = 16 }
                health { hang-timeout = 2s, canary-interval = 100ms, canary-timeout = 3s }
                health.rebuild-delay = 50ms
                generate { loops = 3, intra-op-threads = 2, max-sequences = 5, cache-bytes = 6 GiB, queue-length = 7 }
                rank.cache-bytes = 7 MiB
                region { threshold = 0.25, least-area = 0.01, margin = 0.5, least-side = 32 }
                region { whole-from = 1, most-regions = 1 }
                generate { prefill-tokens = 8, prefix-cache-bytes = 9 MiB, repetition-window = 64 }
                """))
        .isEqualTo(
            new NodeConfig(
                "a",
                "127.0.0.2",
                0,
                1 << 20,
                9,
                2 << 20,
                4,
                Duration.ofMillis(1500),
                new ImageConfig(5, 6, JpegDecoderChoice.JDK, true),
                new EngineConfig(
                    EngineChoice.ONNX_RUNTIME,
                    Optional.empty(),
                    List.of("gpu1", "cpu"),
                    2,
                    Precision.BF16,
                    Path.of("/plans"),
                    WideSession.NEVER,
                    new CudaConfig(
                        3L << 30, ArenaExtension.SAME_AS_REQUESTED, ConvolutionSearch.EXHAUSTIVE),
                    ""),
                new GuideConfig(false),
                new AdapterSettings(3, 16),
                new HealthConfig(
                    Duration.ofSeconds(2),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(50)),
                new GenerationSettings(3, 2, 5, 6L << 30, 7, 8, 9 << 20, 64),
                new RankSettings(7 << 20),
                new RegionConfig(0.25, 0.01, 0.5, 32, 1, 1),
                new BatchingConfig(8, List.of(2, 8), Duration.ofMillis(3), 7, 3 << 20, 5),
                0,
                new RepositoryConfig(Optional.of(Path.of("/models")), Duration.ofSeconds(3)),
                InternalTlsConfig.OFF));
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
    assertThat(config.effectiveDecodeThreads()).isEqualTo(processors);
    assertThat(config.batching().settings().workers()).isEqualTo(processors);
  }

  @Test
  void reportsEveryProblemTogether() {
    assertThatThrownBy(() ->
            read(
                """
                id = " ", host = " ", port = 65536, max-message = 1 MiB
                max-requests = 0, max-request-bytes = 64 KiB, decode-threads = 257
                drain-timeout = 2h
                batching { max-batch-size = 4, preferred-sizes = [2, 8], max-delay = 2s }
                batching { queue-items = 0, queue-bytes = 1 KiB, workers = 257 }
                cache.max-bytes = 2 GiB
                generate { loops = -1, intra-op-threads = -1, max-sequences = 0, cache-bytes = 1 KiB, queue-length = 0 }
                generate { prefill-tokens = 0, repetition-window = 15 }
                image { max-pixels = 7, max-pixels-in-memory = 6, jpeg-decoder = gpu }
                engine { intra-op-threads = 0, precision = fp64 }
                engine.cuda { memory-limit = 1 MiB, arena-extension = double, convolution-search = best }
                adapters.slots = 0
                health { hang-timeout = 2s, canary-interval = 1s, canary-timeout = 1s }
                health.rebuild-delay = 31s
                """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dermstream.node.id")
        .hasMessageContaining("dermstream.node.host")
        .hasMessageContaining("dermstream.node.port")
        .hasMessageContaining("dermstream.node.generate.loops")
        .hasMessageContaining("dermstream.node.generate.intra-op-threads")
        .hasMessageContaining("dermstream.node.generate.max-sequences")
        .hasMessageContaining("dermstream.node.generate.cache-bytes")
        .hasMessageContaining("dermstream.node.generate.queue-length")
        .hasMessageContaining("dermstream.node.generate.prefill-tokens")
        .hasMessageContaining("dermstream.node.generate.repetition-window")
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
        .hasMessageContaining("dermstream.node.engine.precision")
        .hasMessageContaining("dermstream.node.engine.cuda.memory-limit")
        .hasMessageContaining("dermstream.node.engine.cuda.arena-extension")
        .hasMessageContaining("dermstream.node.engine.cuda.convolution-search")
        .hasMessageContaining("dermstream.node.health.canary-interval")
        .hasMessageContaining("dermstream.node.health.canary-timeout")
        .hasMessageContaining("dermstream.node.health.rebuild-delay")
        .hasMessageContaining("dermstream.node.adapters.slots");
  }

  @Test
  void refusesToListenBeyondLoopbackWithoutTls() {
    assertThatThrownBy(() -> RunningNode.config("host = \"0.0.0.0\""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dermstream.node.host can be reached from other hosts")
        .hasMessageContaining("dermstream.internal-tls.enabled");
  }

  private static NodeConfig read(String values) {
    return NodeConfig.from(
        ConfigFactory.parseString("dermstream.node {\n" + values + "\n}")
            .withFallback(Configuration.load(null).withOnlyPath("dermstream.internal-tls")));
  }
}
