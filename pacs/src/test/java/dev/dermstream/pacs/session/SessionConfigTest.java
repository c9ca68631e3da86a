package dev.dermstream.pacs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionConfigTest {
  @Test
  void hasDefaults() {
    assertThat(SessionConfig.from(Configuration.load(null)))
        .isEqualTo(
            new SessionConfig(
                64,
                64,
                64,
                128 << 20,
                256,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofSeconds(2)));
  }

  @Test
  void mapsEveryKey() {
    assertThat(
            read(
                """
                max-sessions = 1, max-calls = 2, window-instances = 3, window-bytes = 4 KiB
                max-unacknowledged = 5, hello-limit = 6s, stall-limit = 7s
                summary-interval = 8s, reconnect-after = 9s
                """))
        .isEqualTo(
            new SessionConfig(
                1,
                2,
                3,
                4096,
                5,
                Duration.ofSeconds(6),
                Duration.ofSeconds(7),
                Duration.ofSeconds(8),
                Duration.ofSeconds(9)));
  }

  @Test
  void reportsAllProblemsTogether() {
    assertThatThrownBy(() -> read("max-sessions = 0, stall-limit = 0s"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dermstream.pacs.session.max-sessions")
        .hasMessageContaining("dermstream.pacs.session.stall-limit");
  }

  private static SessionConfig read(String text) {
    return SessionConfig.from(
        ConfigFactory.parseString("dermstream.pacs.session { " + text + " }")
            .withFallback(Configuration.load(null)));
  }
}
