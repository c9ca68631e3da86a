package dev.dermstream.trainer.recipe.evaluate;

import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.recipe.data.ReportText;
import java.util.List;
import java.util.Optional;

/**
 * How good written reports are; shares of all reports, 0 to 1.
 *
 * @param reports how many were judged, at least 1
 * @param parsed are well-formed reports
 * @param labelAccuracy parse and have the picture's own id_code as their label
 * @param languageCorrect parse, name the label in the language asked for and summarise in it
 */
public record ReportFigures(
    int reports, double parsed, double labelAccuracy, double languageCorrect) {
  /**
   * Judges reports.
   *
   * @param texts what the model wrote
   * @param classes id_code of each picture
   */
  static ReportFigures of(List<String> texts, int[] classes, Language language) {
    int parsed = 0;
    int right = 0;
    int inLanguage = 0;
    for (int i = 0; i < classes.length; i++) {
      Optional<ReportText> report = ReportText.parse(texts.get(i));
      if (report.isPresent()) {
        parsed++;
        right += report.get().label().idCode() == classes[i] ? 1 : 0;
        inLanguage += isIn(language, report.get()) ? 1 : 0;
      }
    }
    double count = classes.length;
    return new ReportFigures(classes.length, parsed / count, right / count, inLanguage / count);
  }

  /** Both judged together. */
  public ReportFigures with(ReportFigures other) {
    double all = reports + other.reports;
    double share = reports / all;
    double rest = other.reports / all;
    return new ReportFigures(
        reports + other.reports,
        parsed * share + other.parsed * rest,
        labelAccuracy * share + other.labelAccuracy * rest,
        languageCorrect * share + other.languageCorrect * rest);
  }

  private static boolean isIn(Language language, ReportText report) {
    int idCode = report.label().idCode();
    boolean korean = report.summary().codePoints().anyMatch(ReportFigures::isHangul);
    return idCode >= 0
        && idCode < LesionClass.count()
        && report.label().name().equals(LesionClass.of(idCode).wording().in(language))
        && !report.summary().isBlank()
        && korean == (language == Language.KOREAN);
  }

  private static boolean isHangul(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HANGUL;
  }
}
