package dev.dermstream.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTextTest {
  private static final ChainHead BEGINNING = ChainHead.beginning("g");

  @Test
  void whatWasWrittenIsReadBackToTheLastDigit() {
    Conclusion looked =
        new Conclusion(
            Outcome.ABSTAINED,
            "",
            Records.ORIGIN,
            new Score(6, 100.0 / 3),
            null,
            List.of(new Score(6, 100.0 / 3), new Score(2, Double.MIN_VALUE)),
            new Area(true, 1, 2, 30, 40),
            List.of(
                new Lesion(new Area(true, 50, 60, 7, 8), Outcome.ANSWERED, new Score(1, 0.1 + 0.2)),
                new Lesion(new Area(false, 0, 0, 9, 9), Outcome.ABSTAINED, null)));
    for (Conclusion conclusion :
        List.of(
            looked,
            Records.conclusion(),
            Conclusion.answered(Records.ORIGIN),
            Conclusion.failed("OVERLOADED", Origin.UNKNOWN))) {
      ImageRecord written =
          new ImageRecord(Records.NOON, "r-1", "local", "Screen", "ab", 2, conclusion);

      assertThat(ImageText.parse(Link.image(BEGINNING, written).text())).contains(written);
    }
  }

  @Test
  void whatIsNoNumberIsReadAsNone() {
    Conclusion strange =
        new Conclusion(
            Outcome.ANSWERED, "", Origin.UNKNOWN, null, null, List.of(new Score(1, Double.NaN)));
    ImageRecord written = new ImageRecord(Records.NOON, "r", "s", "Screen", "", 0, strange);

    assertThat(ImageText.parse(Link.image(BEGINNING, written).text())).contains(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"event\":\"IMAGE\"}", "no text of a record"})
  void anyOtherTextIsNone(String text) {
    assertThat(ImageText.parse(text)).isEmpty();
  }

  @Test
  void theRecordOfAnEventIsNone() {
    assertThat(ImageText.parse(Link.of(BEGINNING, Records.event(1)).text())).isEmpty();
  }
}
