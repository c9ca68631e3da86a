package dev.dermstream.trainer.finetune.run;

import com.google.gson.JsonObject;
import dev.dermstream.trainer.finetune.base.BaseModel;
import dev.dermstream.trainer.finetune.loop.Spent;
import dev.dermstream.trainer.finetune.loop.TrainingLoop.Outcome;
import dev.dermstream.trainer.finetune.loop.TrainingState;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import java.io.IOException;

/** What {@code run.json} says of a run. */
public record RunRecord(Recipe recipe, BaseModel base, Outcome outcome, Spent spent) {
  private static final int FORMAT = 1;
  private static final double SECONDS_PER_MINUTE = 60;
  private static final String NOTICE =
      "Measured on the data given; not a medical device, not for clinical use.";

  /**
   * The file's content.
   *
   * @param data SHA-256 of the training manifest
   * @param images that were trained on
   * @param examples made from them
   */
  public JsonObject json(String data, long seed, int images, int examples) throws IOException {
    TrainingState state = outcome.state();
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("recipe", recipe.name());
    json.addProperty("variant", recipe.variant().word());
    json.addProperty("profile", recipe.profile());
    json.addProperty("group", recipe.group());
    json.addProperty("base", base.digest());
    json.addProperty("data", data);
    json.addProperty("seed", seed);
    json.addProperty("training_images", images);
    json.addProperty("examples", examples);
    json.addProperty("trainable_parameters", outcome.trainableParameters());
    json.addProperty("base_parameters", base.size());
    json.addProperty("steps", state.step());
    json.addProperty("best_step", state.bestStep());
    json.addProperty("train_loss", state.trainLoss());
    json.addProperty("eval_loss", state.bestLoss());
    json.addProperty("minutes", spent.seconds() / SECONDS_PER_MINUTE);
    json.addProperty("cpu_minutes", spent.cpuSeconds() / SECONDS_PER_MINUTE);
    json.addProperty("images_per_second", spent.images() / spent.updateSeconds());
    json.addProperty("tokens_per_second", spent.tokens() / spent.updateSeconds());
    json.addProperty("peak_memory_bytes", PeakMemory.bytes());
    json.addProperty("processors", Runtime.getRuntime().availableProcessors());
    json.addProperty("stopped", outcome.early() ? "early" : "finished");
    json.addProperty("notice", NOTICE);
    return json;
  }
}
