package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.gateway.admission.AdmissionConfig;
import dev.dermstream.gateway.oip.OipConfig;
import dev.dermstream.gateway.screening.ScreeningLimits;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
  @Test
  void defaultsAreThoseOfTheReference() {
    assertThat(read(""))
        .isEqualTo(
            new GatewayConfig(
                "127.0.0.1",
                8500,
                0,
                Duration.ofSeconds(30),
                new ScreeningLimits(64 << 20, 16, Duration.ofSeconds(60), 5, 5),
                admission(),
                new OipConfig(true),
                new UpstreamConfig(
                    new UpstreamAddress("127.0.0.1", 8510),
                    new UpstreamAddress("127.0.0.1", 8520),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    16 << 20),
                new Http2Config(1000, 1 << 20, 8 << 20, 20_000)));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            read(
                """
                host = "0.0.0.0", port = 1, event-loops = 3, drain-limit = 4s
                max-message-size = 5 KiB, max-in-flight-per-stream = 6, default-deadline = 7s
                top-clusters = 8, top-neighbors = 9
                oip.model-control = false
                node.address = "a:10", index.address = "[::1]:11"
                upstream { connect-timeout = 12s, probe-interval = 13s, max-message-size = 14 KiB }
                http2 {
                  max-concurrent-streams = 15, stream-window = 100 KiB
                  connection-window = 200 KiB, max-resets-per-30s = 1800
                }
                """))
        .isEqualTo(
            new GatewayConfig(
                "0.0.0.0",
                1,
                3,
                Duration.ofSeconds(4),
                new ScreeningLimits(5 << 10, 6, Duration.ofSeconds(7), 8, 9),
                admission(),
                new OipConfig(false),
                new UpstreamConfig(
                    new UpstreamAddress("a", 10),
                    new UpstreamAddress("::1", 11),
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(13),
                    14 << 10),
                new Http2Config(15, 100 << 10, 200 << 10, 1800)));
  }

  @Test
  void allProblemsOfAPartAreReportedTogether() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("port = 70000, drain-limit = -1s, top-clusters = many"))
        .withMessageContainingAll("port", "drain-limit", "top-clusters");
  }

  @Test
  void theConnectionWindowHoldsAStreamWindow() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("http2 { stream-window = 2 MiB, connection-window = 1 MiB }"))
        .withMessageContaining("connection-window");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":80", "host:0", "host:65536", "host:x"})
  void anAddressIsHostAndPort(String address) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("node.address = \"" + address + "\""))
        .withMessageContaining("node.address");
  }

  /** What {@code AdmissionConfigTest} checks. */
  private static AdmissionConfig admission() {
    return Settings.read(
        ConfigFactory.defaultReference().resolve(), "dermstream.gateway", AdmissionConfig::read);
  }

  private static GatewayConfig read(String own) {
    return GatewayConfig.from(
        ConfigFactory.parseString("dermstream.gateway { " + own + " }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }
}
