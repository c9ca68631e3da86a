package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.index.search.Precision;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.telemetry.MetricsConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexConfigTest {
  @Test
  void hasDefaultsThatBindToLoopback() {
    assertThat(IndexConfig.from(Configuration.load(null)))
        .isEqualTo(
            new IndexConfig(
                "127.0.0.1",
                8520,
                1 << 20,
                0,
                256,
                Precision.INT2,
                Duration.ofSeconds(20),
                InternalTlsConfig.OFF));
  }

  @Test
  void mapsEveryKey() {
    assertThat(
            read(
                """
                host = "127.0.0.2", port = 0, max-message = 64 KiB, search-threads = 3
                queue-length = 9, search-precision = int4, drain-timeout = 1500ms
                """))
        .isEqualTo(
            new IndexConfig(
                "127.0.0.2",
                0,
                64 << 10,
                3,
                9,
                Precision.INT4,
                Duration.ofMillis(1500),
                InternalTlsConfig.OFF));
  }

  @Test
  void refusesToListenBeyondLoopbackWithoutTls() {
    assertThatThrownBy(() -> read("host = \"0.0.0.0\""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dermstream.index.host can be reached from other hosts")
        .hasMessageContaining("dermstream.internal-tls.enabled");
    Map<String, Object> open =
        Map.of("dermstream.index.host", "0.0.0.0", "dermstream.internal-tls.allow-insecure", true);
    Config config = ConfigFactory.parseMap(open).withFallback(Configuration.load(null));
    assertThat(IndexConfig.from(config).host()).isEqualTo("0.0.0.0");
  }

  @Test
  void metricsAreServedOnLoopback() {
    assertThat(MetricsConfig.from(Configuration.load(null), "dermstream.index.metrics"))
        .isEqualTo(new MetricsConfig("127.0.0.1", 8592));
  }

  @Test
  void noThreadsMeansOnePerProcessor() {
    assertThat(IndexConfig.from(Configuration.load(null)).effectiveSearchThreads())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void reportsEveryProblemTogether() {
    assertThatThrownBy(() ->
            read(
                """
                host = " ", port = 65536, max-message = 1 KiB, search-threads = 257
                queue-length = 0, search-precision = int8, drain-timeout = 2h
                """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dermstream.index.host")
        .hasMessageContaining("dermstream.index.port")
        .hasMessageContaining("dermstream.index.max-message")
        .hasMessageContaining("dermstream.index.search-threads")
        .hasMessageContaining("dermstream.index.queue-length")
        .hasMessageContaining(
            "dermstream.index.search-precision must be float32, int7, int4 or int2")
        .hasMessageContaining("dermstream.index.drain-timeout");
  }

  private static IndexConfig read(String values) {
    return IndexConfig.from(
        ConfigFactory.parseString("dermstream.index {\n" + values + "\n}")
            .withFallback(Configuration.load(null).withOnlyPath("dermstream.internal-tls")));
  }
}
