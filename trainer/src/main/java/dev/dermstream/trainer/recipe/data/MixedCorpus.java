package dev.dermstream.trainer.recipe.data;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.lesion.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Every kind of text that the base and any adapter of it reads or writes, for the tokenizer to
 * learn from.
 */
public final class MixedCorpus {
  private static final long SEED = 1;
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private MixedCorpus() {}

  /** Passes prompts, and the texts of all pictures with a report and a record of each. */
  public static void texts(MixedPictures pictures, Consumer<String> consumer) {
    List<String> prompts = prompts();
    Readings readings = new Readings(pictures);
    RandomGenerator random = new SplittableRandom(SEED);
    for (int picture = 0; picture < pictures.count(); picture++) {
      for (int report = 0; report < Language.values().length; report++) {
        consumer.accept(readings.next(Readings.Form.REPORT, random).answer());
      }
      texts(pictures.row(picture), consumer);
      consumer.accept(prompts.get(picture % prompts.size()));
    }
  }

  /** Those of the base, and those that recipes ask with; all as often. */
  private static List<String> prompts() {
    List<String> prompts = new ArrayList<>(List.of(Prompts.CAPTION));
    for (Language language : Language.values()) {
      prompts.add(Prompts.description(language));
    }
    prompts.addAll(new RecipePrompts().all());
    return prompts;
  }

  private static void texts(ManifestRow row, Consumer<String> consumer) {
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
}
