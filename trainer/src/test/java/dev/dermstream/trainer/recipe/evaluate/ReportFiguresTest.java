package dev.dermstream.trainer.recipe.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.recipe.data.ReportText;
import dev.dermstream.trainer.recipe.data.ReportText.ScoredName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportFiguresTest {
  private static final String ENGLISH = report(3, Language.ENGLISH, "A red plaque.");
  private static final String KOREAN = report(3, Language.KOREAN, "붉은색 판입니다.");

  @Test
  void countsWhatParsesWhatIsRightAndWhatIsInTheLanguage() {
    ReportFigures figures =
        ReportFigures.of(
            List.of(ENGLISH, ENGLISH, KOREAN, "<root>"), new int[] {3, 4, 3, 3}, Language.ENGLISH);

    assertThat(figures).isEqualTo(new ReportFigures(4, 0.75, 0.5, 0.5));
  }

  @Test
  void aKoreanReportWithAnEnglishSummaryIsNotInKorean() {
    String mixed = report(3, Language.KOREAN, "A red plaque.");

    ReportFigures figures =
        ReportFigures.of(List.of(KOREAN, mixed), new int[] {3, 3}, Language.KOREAN);

    assertThat(figures.languageCorrect()).isEqualTo(0.5);
    assertThat(figures.labelAccuracy()).isEqualTo(1);
  }

  @Test
  void aNameThatDoesNotFitItsCodeIsNotCounted() {
    String wrong = new ReportText(new ScoredName(3, 50, "Milia"), "A red plaque.", List.of()).xml();

    assertThat(ReportFigures.of(List.of(wrong), new int[] {3}, Language.ENGLISH).languageCorrect())
        .isZero();
  }

  @Test
  void twoLanguagesAreJudgedTogetherByTheirSizes() {
    ReportFigures both =
        new ReportFigures(30, 1, 0.9, 1).with(new ReportFigures(10, 0.8, 0.5, 0.6));

    assertThat(both.reports()).isEqualTo(40);
    assertThat(both.parsed()).isCloseTo(0.95, within(1e-12));
    assertThat(both.labelAccuracy()).isCloseTo(0.8, within(1e-12));
    assertThat(both.languageCorrect()).isCloseTo(0.9, within(1e-12));
  }

  private static String report(int idCode, Language language, String summary) {
    return new ReportText(ScoredName.of(idCode, 80, language), summary, List.of()).xml();
  }
}
