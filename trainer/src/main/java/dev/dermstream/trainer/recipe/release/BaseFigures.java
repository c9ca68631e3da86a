package dev.dermstream.trainer.recipe.release;

import dev.dermstream.trainer.recipe.evaluate.Separability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code training.json} of a base model: how it was made, and how well its embeddings tell classes
 * apart that it was not told to name. Shares are 0 to 1.
 *
 * @param notice what the model must not be used for
 * @param command that remakes the model
 * @param seed of everything drawn
 * @param trainingPictures by set
 * @param classes told apart in stage 1: conditions by modality, over all sets
 * @param separability by set, on unseen pictures
 * @param contrastiveLoss mean of the last steps of stage 1
 * @param textLoss mean of the last steps of stage 2
 * @param contrastiveSteps optimizer steps of stage 1
 * @param textSteps optimizer steps of stage 2
 * @param parameters weights of the model
 * @param minutes wall-clock time from nothing to the figures
 * @param cpuMinutes processor time of the same
 * @param processors of the machine
 */
public record BaseFigures(
    String notice,
    String command,
    long seed,
    Map<String, Integer> trainingPictures,
    int classes,
    Map<String, Separability> separability,
    double contrastiveLoss,
    double textLoss,
    int contrastiveSteps,
    int textSteps,
    long parameters,
    double minutes,
    double cpuMinutes,
    int processors) {
  /** Its name in a model directory. */
  public static final String FILE_NAME = "training.json";

  /** Writes the file into a model directory. */
  public void write(Path model) throws IOException {
    ModelFiles.write(model.resolve(FILE_NAME), this);
  }
}
