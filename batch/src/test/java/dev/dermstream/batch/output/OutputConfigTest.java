package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputConfigTest {
  @Test
  void hasDefaults() {
    assertThat(read(""))
        .isEqualTo(
            new OutputConfig(
                false,
                Optional.empty(),
                ZoneId.of("UTC"),
                new DatabaseConfig("dermstream_results", "", "", "", 500, Duration.ofSeconds(30))));
  }

  @Test
  void mapsWhatIsConfigured() {
    assertThat(
            read(
                """
                csv.byte-order-mark = true
                dicom-sr { codes = c.conf, zone = Asia/Seoul }
                jdbc { table = s.t, server = "db:5432", user = u, password-file = /p
                       batch-rows = 7, patience = 2m }
                """))
        .isEqualTo(
            new OutputConfig(
                true,
                Optional.of(Path.of("c.conf")),
                ZoneId.of("Asia/Seoul"),
                new DatabaseConfig("s.t", "db:5432", "u", "/p", 7, Duration.ofMinutes(2))));
  }

  @Test
  void namesEveryProblem() {
    assertThatThrownBy(() ->
            read(
                "dicom-sr.zone = Nowhere/X, jdbc { table = \"a;b\", user = u, batch-rows = 0"
                    + ", patience = 1ms }"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dicom-sr.zone")
        .hasMessageContaining("jdbc.table")
        .hasMessageContaining("jdbc.server")
        .hasMessageContaining("jdbc.batch-rows")
        .hasMessageContaining("jdbc.patience");
  }

  private static OutputConfig read(String values) {
    return OutputConfig.from(
        ConfigFactory.parseString("dermstream.batch.output { " + values + " }")
            .withFallback(Configuration.load(null)));
  }
}
