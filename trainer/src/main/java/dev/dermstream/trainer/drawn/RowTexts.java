package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.Wording;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Texts of both languages in the form of the manifest. */
final class RowTexts {
  private RowTexts() {}

  /** The tag of a language in the manifest. */
  static String tag(Language language) {
    return switch (language) {
      case ENGLISH -> "en";
      case KOREAN -> "ko";
    };
  }

  /** English words joined by "and". */
  static String and(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  static SortedMap<String, String> byLanguage(Wording wording) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Language language : Language.values()) {
      texts.put(tag(language), wording.in(language));
    }
    return texts;
  }

  static QuestionAnswer question(
      Language language, Wording question, Wording answer, List<Wording> wrong) {
    return new QuestionAnswer(
        question.in(language),
        answer.in(language),
        tag(language),
        wrong.stream().map(other -> other.in(language)).toList());
  }
}
