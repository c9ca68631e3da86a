package dev.dermstream.trainer.recipe.data;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.Wording;
import dev.dermstream.trainer.recipe.data.ReportText.ScoredName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every kind of text that the base and any adapter of it reads or writes, for the tokenizer to
 * learn from.
 */
public final class MixedCorpus {
  private static final double PERCENT = 100;
  private static final String RECIPES = "recipes/defaults.conf";
  private static final ConfigParseOptions STRICT =
      ConfigParseOptions.defaults().setAllowMissing(false);
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private MixedCorpus() {}

  /** Passes prompts, and the texts of all pictures with a report and a record of each. */
  public static void texts(MixedPictures pictures, Consumer<String> consumer) {
    List<String> prompts = prompts();
    for (int picture = 0; picture < pictures.count(); picture++) {
      texts(pictures.row(picture), pictures.description(picture), consumer);
      consumer.accept(prompts.get(picture % prompts.size()));
    }
  }

  /** Those of the base, and those that recipes ask with; all as often. */
  private static List<String> prompts() {
    List<String> prompts = new ArrayList<>(List.of(Prompts.CAPTION));
    for (Language language : Language.values()) {
      prompts.add(Prompts.description(language));
    }
    ConfigFactory.parseResources(MixedCorpus.class.getClassLoader(), RECIPES, STRICT)
        .getObject("recipe.prompts")
        .unwrapped()
        .values()
        .forEach(prompt -> prompts.add(prompt.toString()));
    return prompts;
  }

  private static void texts(ManifestRow row, Wording description, Consumer<String> consumer) {
    for (Language language : Language.values()) {
      consumer.accept(report(row, description.in(language)).xml());
    }
    if (!row.caption().isEmpty()) {
      consumer.accept(row.caption());
    }
    if (!row.fields().isEmpty()) {
      consumer.accept(GSON.toJson(row.fields()));
    }
    for (QuestionAnswer pair : row.questions()) {
      consumer.accept(pair.question());
      consumer.accept(pair.answer());
    }
  }

  /** Its numbers mean nothing; digits are tokens of their own whatever they are. */
  private static ReportText report(ManifestRow row, String description) {
    ScoredName label = new ScoredName(0, PERCENT, row.className());
    return new ReportText(label, description, List.of(label));
  }
}
