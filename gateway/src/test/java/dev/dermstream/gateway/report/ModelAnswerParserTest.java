package dev.dermstream.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.gateway.report.ModelAnswer.SaidLabel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAnswerParserTest {
  private static final String WHOLE =
      "<root><label id_code=\"6\" score=\"91.25\">Malignant Melanoma</label>"
          + "<summary>An asymmetric lesion &amp; several colours.</summary>"
          + "<similar_labels><similar_label id_code=\"2\" score=\"5.5\">Melanocytic Nevus"
          + "</similar_label></similar_labels></root>";

  @Test
  void readsTheDocumentOfTheMethod() {
    ModelAnswer answer = ModelAnswerParser.parse(WHOLE);

    assertThat(answer.label()).isEqualTo(new SaidLabel(6, 91.25, "Malignant Melanoma"));
    assertThat(answer.summary()).isEqualTo("An asymmetric lesion & several colours.");
  }

  @Test
  void findsTheDocumentInsideOtherText() {
    assertThat(ModelAnswerParser.parse("Here it is:\n```xml\n" + WHOLE + "\n```"))
        .isEqualTo(ModelAnswerParser.parse(WHOLE));
  }

  @Test
  void everyTruncationSaysOnlyWhatTheWholeSays() {
    ModelAnswer whole = ModelAnswerParser.parse(WHOLE);
    int labelTagEnds = WHOLE.indexOf('>', WHOLE.indexOf("<label")) + 1;
    int summaryEnds = WHOLE.indexOf("</summary>") + "</summary>".length();
    for (int length = "<root".length(); length < WHOLE.length(); length++) {
      ModelAnswer cut = ModelAnswerParser.parse(WHOLE.substring(0, length));

      SaidLabel label = cut.label();
      if (length < labelTagEnds) {
        assertThat(label).as("cut at %d", length).isNull();
      } else {
        assertThat(label).as("cut at %d", length).isNotNull();
        assertThat(label.idCode()).isEqualTo(6);
        assertThat(label.name()).isIn(null, "Malignant Melanoma");
      }
      assertThat(cut.summary())
          .as("cut at %d", length)
          .isEqualTo(length < summaryEnds ? null : whole.summary());
    }
  }

  @Test
  void plainTextIsTheSummary() {
    assertThat(ModelAnswerParser.parse(" A round papule. "))
        .isEqualTo(new ModelAnswer(null, "A round papule."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "<",
        "<<<>>>",
        "<label id_code=\"3\" score=\"9\">Bowen's Disease</label>",
        "<rootkit><label id_code=\"3\">x</label></rootkit>",
        "<root>",
        "<root><similar_labels><label id_code=\"3\">x</label></similar_labels></root>",
        "<root><similar_label id_code=\"3\" score=\"80\">x</similar_label></root>",
        "<root><label score=\"80\">Milia</label></root>",
        "<root><label id_code=\"\">Milia</label></root>",
        "<root><label id_code=\"-1\">Milia</label></root>",
        "<root><label id_code=\"3.0\">Milia</label></root>",
        "<root><label id_code=\"99999999999\">Milia</label></root>",
        "<root><label id_code=\"1\" id_code=\"2\">Milia</label></root>",
        "<root><label id_code=\"1\">a</label><label id_code=\"2\">b</label></root>",
      })
  void namesNoLabelWhereNoneWasSaidForCertain(String text) {
    assertThat(ModelAnswerParser.parse(text).label()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "-3", "1e9", "101", "12,5", "Infinity"})
  void aScoreOutOfRangeCountsAsNone(String score) {
    ModelAnswer answer =
        ModelAnswerParser.parse("<root><label id_code=\"4\" score=\"" + score + "\">Milia</label>");

    assertThat(answer.label()).isEqualTo(new SaidLabel(4, 0, "Milia"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE root [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE root SYSTEM \"http://127.0.0.1:1/x.dtd\">",
        "",
      })
  void entitiesAreNeverExpanded(String prologue) {
    ModelAnswer answer =
        ModelAnswerParser.parse(
            prologue + "<root><summary>a &x; b</summary><label id_code=\"1\">c</label></root>");

    assertThat(answer).isEqualTo(ModelAnswer.NOTHING);
  }

  @Test
  void aDeclarationInsideTheDocumentEndsTheReading() {
    assertThat(
            ModelAnswerParser.parse(
                "<root><!DOCTYPE root [<!ENTITY x \"y\">]><label id_code=\"1\">c</label></root>"))
        .isEqualTo(ModelAnswer.NOTHING);
  }

  @Test
  @Timeout(20)
  void lengthAndDepthAreBounded() {
    String deep = "<root>" + "<a>".repeat(1_000_000);
    String attributes = "<root " + "a=\"1\" ".repeat(200_000);
    String wide = "<root><summary>" + "x".repeat(5_000_000) + "</summary></root>";

    assertThat(ModelAnswerParser.parse(deep)).isEqualTo(ModelAnswer.NOTHING);
    assertThat(ModelAnswerParser.parse(attributes)).isEqualTo(ModelAnswer.NOTHING);
    assertThat(ModelAnswerParser.parse(wide)).isEqualTo(ModelAnswer.NOTHING);
    assertThat(ModelAnswerParser.parse("y".repeat(5_000_000)).summary())
        .hasSize(ModelAnswerParser.MAX_LENGTH);
  }

  @Test
  void noDamageMakesItThrow() {
    long seed = Long.getLong("fuzz.seed", 1);
    Random random = new Random(seed);
    for (int trial = 0; trial < 2_000; trial++) {
      StringBuilder damaged = new StringBuilder(WHOLE);
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(0x10000));
      }

      assertThat(ModelAnswerParser.parse(damaged.toString())).as("seed %d", seed).isNotNull();
    }
  }
}
