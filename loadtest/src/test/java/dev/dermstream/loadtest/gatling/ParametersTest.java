package dev.dermstream.loadtest.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.v1.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
  @AfterEach
  void forget() {
    Parameter.keys().forEach(System::clearProperty);
  }

  @ParameterizedTest
  @CsvSource({
    "duration, 5, a duration such as",
    "duration, 0s, a duration such as",
    "rate, fast, a number",
    "rate, 0, 0.01 to 1000000",
    "rate, NaN, 0.01 to 1000000",
    "users, 1.5, a whole number",
    "seed, x, a whole number"
  })
  void aWrongValueIsRefusedWithWhatWouldBeRight(String key, String value, String right) {
    Parameters parameters = parameters(key, value);

    assertThatThrownBy(() -> read(parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key)
        .hasMessageContaining(right);
  }

  private static void read(Parameters parameters) {
    parameters.duration(Parameter.DURATION, Duration.ofSeconds(1));
    parameters.rate(1);
    parameters.users(1);
    parameters.seed();
  }

  private static Parameters parameters(String key, String value) {
    Properties properties = new Properties();
    properties.setProperty(key, value);
    return Parameters.of(properties);
  }

  @ParameterizedTest
  @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "4h, PT4H"})
  void aDurationHasItsUnit(String text, Duration duration) {
    assertThat(parameters("duration", text).duration(Parameter.DURATION, Duration.ZERO))
        .isEqualTo(duration);
  }

  @Test
  void lanesArePartsOfTheWhole() {
    assertThat(LaneMix.of("1:3:0").parts())
        .isEqualTo(Map.of(Lane.LANE_STAT, 0.25, Lane.LANE_ROUTINE, 0.75));
    assertThatThrownBy(() -> LaneMix.of("0:0:0")).hasMessageContaining("must not all be 0");
    assertThatThrownBy(() -> LaneMix.of("20:80")).hasMessageContaining("STAT:ROUTINE:BATCH");
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    assertThatThrownBy(() -> GatlingMain.understand("smoke", "rte=5"))
        .hasMessageContaining("\"rte=5\"")
        .hasMessageContaining("rate");
    assertThatThrownBy(() -> GatlingMain.understand("smok")).hasMessageContaining("smoke");
  }

  @ParameterizedTest
  @CsvSource({
    "pacs-burst, pacs-burst",
    "PacsBurst, pacs-burst",
    "dev.dermstream.loadtest.gatling.RefreshUnderLoad, refresh-under-load"
  })
  void aSimulationIsFoundByNameAndByClass(String given, String name) {
    assertThat(Plans.nameOf(given)).isEqualTo(name);
  }

  @Test
  void thePageExplainsEveryKeyAndEverySimulation() throws IOException {
    String page = Files.readString(Path.of("../docs/load-testing.md"));

    assertThat(Parameter.keys()).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    assertThat(Plans.names()).allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
  }
}
