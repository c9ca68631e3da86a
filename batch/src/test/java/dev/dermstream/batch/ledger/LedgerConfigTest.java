package dev.dermstream.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LedgerConfigTest {
  @Test
  void hasDefaults() {
    assertThat(LedgerConfig.from(Configuration.load(null)))
        .isEqualTo(
            new LedgerConfig(Path.of("./data/batch"), "", "", "", 8, Duration.ofSeconds(30)));
  }

  @Test
  void mapsEveryKey() {
    assertThat(
            read(
                """
                directory = /var/batch, timeout = 5s
                postgresql { url = "jdbc:postgresql://db/x", user = u, password-file = /p, connections = 3 }
                """))
        .isEqualTo(
            new LedgerConfig(
                Path.of("/var/batch"),
                "jdbc:postgresql://db/x",
                "u",
                "/p",
                3,
                Duration.ofSeconds(5)));
  }

  @Test
  void namesEveryProblem() {
    assertThatThrownBy(
            () -> read("directory = \"\", timeout = 1ms, postgresql { connections = 1 }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("directory")
        .hasMessageContaining("timeout")
        .hasMessageContaining("connections");
    assertThatThrownBy(() -> read("postgresql.url = \"jdbc:mysql://u:x@db/x?password=secret\""))
        .hasMessageContaining("jdbc:postgresql:")
        .hasMessageContaining("password-file");
  }

  @Test
  void namesThePlaceWithoutAccountAndParameters() {
    assertThat(
            read("postgresql.url = \"jdbc:postgresql://me@db.example:5432/x?ssl=true&user=u\"")
                .place())
        .isEqualTo("postgresql://db.example:5432/x");
    assertThat(read("directory = here").place()).isEqualTo("here");
  }

  private static LedgerConfig read(String values) {
    return LedgerConfig.from(
        ConfigFactory.parseString("dermstream.batch.ledger { " + values + " }")
            .withFallback(Configuration.load(null)));
  }
}
