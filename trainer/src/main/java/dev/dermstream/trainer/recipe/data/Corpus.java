package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.QuestionAnswer;
import dev.dermstream.trainer.recipe.data.ReportText.ScoredName;
import java.util.List;
import java.util.function.Consumer;

/** Every kind of text that the model reads or writes, for the tokenizer to learn from. */
public final class Corpus {
  private static final double PERCENT = 100;

  private Corpus() {}

  /** Passes the texts of all pictures to a consumer, in both languages. */
  public static void texts(PictureSet pictures, Consumer<String> consumer) {
    for (Language language : Language.values()) {
      consumer.accept(Prompts.report(language));
      consumer.accept(Prompts.className(language));
      consumer.accept(Prompts.classNumber(language));
      for (int picture = 0; picture < pictures.count(); picture++) {
        consumer.accept(report(pictures, picture, language).xml());
        for (QuestionAnswer question : pictures.questions(picture)) {
          consumer.accept(question.question().in(language));
          consumer.accept(question.answer().in(language));
        }
      }
    }
  }

  /** A report whose scores mean nothing; digits are tokens of their own whatever they are. */
  private static ReportText report(PictureSet pictures, int picture, Language language) {
    int idCode = pictures.classOf(picture);
    return new ReportText(
        ScoredName.of(idCode, PERCENT, language),
        pictures.description(picture).in(language),
        List.of(ScoredName.of((idCode + 1) % LesionClass.count(), 0, language)));
  }
}
