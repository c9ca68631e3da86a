package dev.dermstream.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArchiveConfigTest {
  @Test
  void hasDefaults() {
    assertThat(ArchiveConfig.from(Configuration.load(null)))
        .isEqualTo(
            new ArchiveConfig(
                Path.of("batch-work"),
                256L << 30,
                64 << 10,
                new S3Config(
                    "",
                    "us-east-1",
                    false,
                    false,
                    64,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    4,
                    1000)));
  }

  @Test
  void mapsEveryKey() {
    assertThat(
            read(
                """
                work-directory = /var/work, max-expanded = 2 MiB, max-line = 3 KiB
                s3 {
                  endpoint = "http://127.0.0.1:9000", region = ap-northeast-2, path-style = true
                  anonymous = true, max-connections = 4, connect-timeout = 50ms, read-timeout = 6s
                  request-timeout = 7s, attempts = 8, page-size = 9
                }
                """))
        .isEqualTo(
            new ArchiveConfig(
                Path.of("/var/work"),
                2 << 20,
                3 << 10,
                new S3Config(
                    "http://127.0.0.1:9000",
                    "ap-northeast-2",
                    true,
                    true,
                    4,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(7),
                    8,
                    9)));
  }

  @Test
  void reportsAllProblemsTogether() {
    assertThatThrownBy(() ->
            read(
                """
                max-line = 1, max-expanded = 1
                s3 { endpoint = "127.0.0.1:9000", region = "", request-timeout = 1s }
                """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "archive.max-line", "archive.max-expanded", "s3.endpoint", "s3.region", "s3.request");
  }

  private static ArchiveConfig read(String text) {
    return ArchiveConfig.from(
        ConfigFactory.parseString("dermstream.batch.archive { " + text + " }")
            .withFallback(Configuration.load(null)));
  }
}
