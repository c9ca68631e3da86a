package dev.dermstream.trainer.recipe.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.trainer.recipe.data.ReportText.ScoredName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTextTest {
  private static final ReportText REPORT =
      new ReportText(
          new ScoredName(2, 67.6, "Melanocytic Nevus"),
          "A brown <macule> & more.",
          List.of(new ScoredName(14, 30.25, "흑색점"), new ScoredName(3, 0, "Bowen's Disease")));

  @Test
  void writesTheDocumentOfTheMethod() {
    assertThat(REPORT.xml())
        .isEqualTo(
            "<root><label id_code=\"2\" score=\"67.6\">Melanocytic Nevus</label>"
                + "<summary>A brown &lt;macule&gt; &amp; more.</summary>"
                + "<similar_labels><similar_label id_code=\"14\" score=\"30.3\">흑색점</similar_label>"
                + "<similar_label id_code=\"3\" score=\"0.0\">Bowen's Disease</similar_label>"
                + "</similar_labels></root>");
  }

  @Test
  void readsBackWhatItWrote() {
    ReportText read = ReportText.parse(REPORT.xml()).orElseThrow();

    assertThat(read.label()).isEqualTo(REPORT.label());
    assertThat(read.summary()).isEqualTo(REPORT.summary());
    assertThat(read.similarLabels()).extracting(ScoredName::idCode).containsExactly(14, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Melanocytic Nevus",
        "<root><label id_code=\"2\" score=\"6\">x</label><summary>s</summary>",
        "<root><label id_code=\"2\" score=\"6\">x</label><similar_labels/></root>",
        "<root><label id_code=\"two\" score=\"6\">x</label><summary/><similar_labels/></root>",
        "<other><label id_code=\"2\" score=\"6\">x</label><summary/><similar_labels/></other>",
        "<!DOCTYPE root><root><label id_code=\"2\" score=\"6\">x</label><summary/><similar_labels/>"
            + "</root>"
      })
  void isEmptyForWhatIsNoReport(String text) {
    assertThat(ReportText.parse(text)).isEmpty();
  }
}
