package dev.dermstream.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.ConfigurationException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
  @Test
  void defaultsAreThoseOfTheReference() {
    assertThat(read(""))
        .isEqualTo(
            new ClusterConfig(
                Discovery.OFF,
                "dermstream",
                "127.0.0.1",
                8530,
                20,
                List.of(),
                "",
                "",
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5)));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            read(
                """
                discovery = TCP, name = a, host = "10.0.0.1", port = 1, ports = 2
                members = "b, c:3", kubernetes-service = d, advertised-host = e, zone = f
                heartbeat-interval = 2s, silent-after = 4s
                """))
        .isEqualTo(
            new ClusterConfig(
                Discovery.TCP,
                "a",
                "10.0.0.1",
                1,
                2,
                List.of("b", "c:3"),
                "d",
                "e",
                "f",
                Duration.ofSeconds(2),
                Duration.ofSeconds(4)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "discovery = multicast",
        "discovery = tcp",
        "discovery = kubernetes",
        "name = \" \"",
        "host = \"\"",
        "heartbeat-interval = 3s"
      })
  void whatDoesNotFitIsRefused(String own) {
    assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> read(own));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, '', 127.0.0.1:80",
    "0.0.0.0, '', 10.0.0.7:80",
    "0.0.0.0, node.example, node.example:80",
    "::, '2001:db8::1', [2001:db8::1]:80",
    "::1, '', [::1]:80"
  })
  void aServerOnEveryAddressTellsOneThatOthersReach(String bound, String told, String expected) {
    ClusterConfig config = read("advertised-host = \"" + told + "\"");

    assertThat(config.advertised(bound, 80, "10.0.0.7")).isEqualTo(expected);
  }

  static ClusterConfig read(String own) {
    Config config =
        ConfigFactory.parseString("dermstream.cluster { " + own + " }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    return ClusterConfig.from(config);
  }
}
