package dev.dermstream.trainer.finetune.answer;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * What the test side is asked in words: reports in every language that an image has a description
 * in, records, and the manifest's questions. Who learnt captions is asked the questions too.
 */
record TestQuestions(Recipe recipe) {
  List<Asked> of(List<Picture> pictures) {
    List<Asked> all = new ArrayList<>();
    for (Picture picture : pictures) {
      if (recipe.answers().has(AnswerForm.REPORT)) {
        reports(picture, all);
      }
      if (recipe.answers().has(AnswerForm.FIELDS)) {
        all.add(ask(picture, AnswerForm.FIELDS, "en", ""));
      }
      if (recipe.answers().has(AnswerForm.QUESTIONS) || recipe.answers().has(AnswerForm.CAPTION)) {
        questions(picture, all);
      }
    }
    return all;
  }

  private void reports(Picture picture, List<Asked> all) {
    ManifestRow row = picture.row();
    for (String language : recipe.languages()) {
      String description = row.descriptions().get(language);
      if (description != null) {
        all.add(ask(picture, AnswerForm.REPORT, language, description));
      }
    }
  }

  private void questions(Picture picture, List<Asked> all) {
    for (QuestionAnswer pair : picture.row().questions()) {
      if (recipe.languages().contains(pair.language())) {
        all.add(
            new Asked(
                picture,
                AnswerForm.QUESTIONS,
                pair.language(),
                pair.question(),
                pair.answer(),
                pair.distractors()));
      }
    }
  }

  private Asked ask(Picture picture, AnswerForm form, String language, String reference) {
    return new Asked(
        picture, form, language, recipe.prompts().of(form, language), reference, List.of());
  }
}
