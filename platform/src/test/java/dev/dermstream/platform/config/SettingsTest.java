package dev.dermstream.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  private record Trial(int port, Duration delay, int sizeBytes) {
    static Trial from(Config config) {
      return Settings.read(
          config,
          "dermstream.trial",
          settings ->
              new Trial(
                  settings.port("port"),
                  settings.duration("delay", Duration.ZERO, Duration.ofMinutes(1)),
                  settings.bytes("size", 1, 1 << 30)));
    }
  }

  @Test
  void defaultsStandWhereNothingElseIsSaid() {
    assertThat(Trial.from(Configuration.load(null)))
        .isEqualTo(new Trial(8500, Duration.ofSeconds(5), 64 << 20));
  }

  @Test
  void aFileOverridesDefaults() throws IOException {
    assertThat(Trial.from(load("dermstream.trial { port = 0, delay = 20ms, size = 1k }")))
        .isEqualTo(new Trial(0, Duration.ofMillis(20), 1024));
  }

  @Test
  void everyProblemIsReportedTogether() throws IOException {
    Config config = load("dermstream.trial { port = 70000, delay = never, size = 2 GiB }");

    assertThatThrownBy(() -> Trial.from(config))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("trial.port must be 0 to 65535", "delay", "trial.size must be");
  }

  @Test
  void aListOfNumbersKeepsItsOrderAndItsRange() {
    Config config = ConfigFactory.parseString("trial { sizes = [4, 2], large = [1, 9] }");

    assertThat(
            Settings.<List<Integer>>read(
                config, "trial", settings -> settings.numbers("sizes", 1, 8)))
        .containsExactly(4, 2);
    assertThatThrownBy(
            () -> Settings.read(config, "trial", settings -> settings.numbers("large", 1, 8)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("trial.large must be numbers from 1 to 8");
  }

  @Test
  void aVariableOfTheEnvironmentIsFilledIn() throws IOException {
    Config config = load("dermstream.trial.database-password = ${PATH}");

    assertThat(config.getString("dermstream.trial.database-password"))
        .isEqualTo(System.getenv("PATH"));
  }

  @Test
  void aDefaultThatRefersToAnotherKeyFollowsIt() throws IOException {
    Config config = load("dermstream.trial.base = elsewhere");

    assertThat(config.getString("dermstream.trial.derived")).isEqualTo("elsewhere/data");
  }

  @Test
  void unknownKeysAreNamedWithTheirPlace() {
    assertThatThrownBy(() -> load("dermstream.trial { prot = 1 }\ndermstream.tiral.port = 2"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("dermstream.trial.prot", "dermstream.tiral.port", "trial.conf: 1");
  }

  @Test
  void anUnsetVariableIsAnError() {
    assertThatThrownBy(() -> load("dermstream.trial.port = ${DERMSTREAM_NO_SUCH_VARIABLE}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("DERMSTREAM_NO_SUCH_VARIABLE");
  }

  @Test
  void aMissingFileIsAnError() {
    assertThatThrownBy(() -> Configuration.load(folder.resolve("none.conf")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none.conf");
  }

  @Test
  void secretsAreMaskedWhenRendered() throws IOException {
    String rendered = Configuration.render(load("dermstream.trial.database-password = hunter2"));

    assertThat(rendered).contains("(masked)").doesNotContain("hunter2").contains("8500");
  }

  private Config load(String text) throws IOException {
    return Configuration.load(Files.writeString(folder.resolve("trial.conf"), text));
  }
}
