package dev.dermstream.gateway.report;

import dev.dermstream.v1.Label;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;

/** The name of a class in the language of its report. */
final class LabelNames {
  private LabelNames() {}

  /** Falls back to the other language rather than to nothing. */
  static String of(Label label, Report report) {
    boolean korean = report.getLanguage() == Language.LANGUAGE_KOREAN;
    String first = korean ? label.getNameKorean() : label.getNameEnglish();
    String second = korean ? label.getNameEnglish() : label.getNameKorean();
    return first.isEmpty() ? second : first;
  }
}
