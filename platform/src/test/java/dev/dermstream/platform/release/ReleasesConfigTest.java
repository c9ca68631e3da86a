package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasesConfigTest {
  @Test
  void hasDefaultsThatServeOneDirectory() {
    assertThat(read(""))
        .isEqualTo(
            new ReleasesConfig("", List.of(), Duration.ofSeconds(1), Duration.ofSeconds(60)));
  }

  @Test
  void mapsEveryKey() {
    assertThat(read("store = /data, trusted-keys = [a, b], watch-interval = 20ms, linger = 3s"))
        .isEqualTo(
            new ReleasesConfig(
                "/data", List.of("a", "b"), Duration.ofMillis(20), Duration.ofSeconds(3)));
  }

  @Test
  void reportsEveryValueOutOfRange() {
    assertThatThrownBy(() -> read("watch-interval = 1ms, linger = 2h"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("watch-interval", "linger");
  }

  private static ReleasesConfig read(String values) {
    return ReleasesConfig.from(
        ConfigFactory.parseString("dermstream.releases { " + values + " }")
            .withFallback(Configuration.load(null)));
  }
}
