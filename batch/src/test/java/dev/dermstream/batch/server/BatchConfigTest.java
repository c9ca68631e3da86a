package dev.dermstream.batch.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.screening.ScreeningConfig;
import dev.dermstream.platform.cluster.Discovery;
import dev.dermstream.platform.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchConfigTest {
  @Test
  void theDefaultsWork() {
    BatchConfig config = BatchConfig.from(Configuration.load(null));

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8540);
    assertThat(config.gateway().address()).isEqualTo("127.0.0.1:8500");
    assertThat(config.member().discovery()).isEqualTo(Discovery.OFF);
    assertThat(config.member().port()).isEqualTo(8560);
    assertThat(config.member().ports()).isEqualTo(20);
    assertThat(config.roots()).isEmpty();
    assertThat(config.ledger().isEmbedded()).isTrue();
    assertThat(config.screening())
        .isEqualTo(
            new ScreeningConfig(
                32,
                256L << 20,
                64 << 20,
                Duration.ofSeconds(120),
                4,
                Duration.ofMillis(500),
                Duration.ofSeconds(15)));
  }

  @Test
  void everyKeyIsRead() {
    BatchConfig config =
        read(
            """
            dermstream.batch {
              host = "127.0.0.2", port = 1
              roots = ["/archive"]
              gateway { address = "g:1", tls = true, authorities = a, certificate = c, key = k, token-file = t }
              member { port = 2, ports = 3 }
              screening {
                in-flight = 4, memory = 5 MiB, most-image = 2 MiB, call-timeout = 6s, attempts = 7
                retry-pause = 8ms, longest-retry-pause = 9s
              }
            }
            """);

    assertThat(config.host()).isEqualTo("127.0.0.2");
    assertThat(config.port()).isEqualTo(1);
    assertThat(config.roots()).containsExactly(Path.of("/archive"));
    assertThat(config.gateway().address()).isEqualTo("g:1");
    assertThat(config.gateway().tls()).isTrue();
    assertThat(config.gateway().tokenFile()).isEqualTo("t");
    assertThat(config.member().port()).isEqualTo(2);
    assertThat(config.member().ports()).isEqualTo(3);
    assertThat(config.screening())
        .isEqualTo(
            new ScreeningConfig(
                4,
                5L << 20,
                2 << 20,
                Duration.ofSeconds(6),
                7,
                Duration.ofMillis(8),
                Duration.ofSeconds(9)));
  }

  @Test
  void problemsAreToldTogether() {
    assertThatThrownBy(() ->
            read(
                """
                dermstream.cluster.discovery = loopback
                dermstream.batch {
                  host = "0.0.0.0"
                  screening { memory = 1 MiB, most-image = 2 MiB, longest-retry-pause = 1ms }
                }
                """))
        .hasMessageContaining("dermstream.batch.host")
        .hasMessageContaining("internal-tls")
        .hasMessageContaining("ledger.postgresql.url")
        .hasMessageContaining("screening.memory")
        .hasMessageContaining("screening.longest-retry-pause");
  }

  private static BatchConfig read(String values) {
    Config config = ConfigFactory.parseString(values).withFallback(Configuration.load(null));
    return BatchConfig.from(config);
  }
}
