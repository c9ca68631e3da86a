package dev.dermstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {
  private static final List<String> OFFERS =
      List.of("application/json", "application/xml", "text/event-stream");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "'' | application/json",
        "application/xml | application/xml",
        "Application/XML;charset=utf-8 | application/xml",
        "text/* | text/event-stream",
        "application/json;q=0.5, application/xml | application/xml",
        "text/event-stream;q=0.9, */*;q=0.1 | text/event-stream",
        "*/*, application/json;q=0 | application/xml"
      })
  void theBestThatIsOfferedIsChosen(String header, String chosen) {
    assertThat(Accept.choose(header, OFFERS)).hasValue(chosen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/json;q=0", "json", "*", "application/json;q=x"})
  void nothingIsChosenThatWasNotAskedFor(String header) {
    assertThat(Accept.choose(header, OFFERS)).isEmpty();
  }

  @Test
  void whoAsksForNothingGetsTheFirst() {
    assertThat(Accept.choose(null, OFFERS)).isEqualTo(Optional.of("application/json"));
  }
}
