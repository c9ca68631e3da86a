package dev.dermstream.trainer.recipe;

import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.recipe.data.PictureSet;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Makes the demonstration model from nothing: draws pictures, trains a tokenizer, the vision
 * encoder against the descriptions ({@link ContrastiveStage}), then the whole to write reports
 * ({@link AnswerStage}), builds the index over the embeddings, judges the model on unseen pictures
 * and seals a release.
 *
 * <p>PyTorch's own threads must be one ({@code -Dai.djl.pytorch.num_threads=1}; set here if nothing
 * else was said before the engine started): the recipe works on two halves of each batch instead.
 * One recipe at a time in a process.
 */
public final class DemonstrationRecipe {
  private final RecipeConfig config;
  private final Path work;
  private final boolean resume;

  /**
   * A recipe.
   *
   * @param work folder for what each stage gave
   * @param resume whether stages that an earlier run finished there are taken over
   */
  public DemonstrationRecipe(RecipeConfig config, Path work, boolean resume) {
    this.config = config;
    this.work = work;
    this.resume = resume;
  }

  /**
   * Makes the release.
   *
   * @param out does not exist, or is an empty folder
   * @param command that remakes it, for {@code metrics.json}
   * @return the release as loaded back
   * @throws IOException if a file cannot be read or written, or {@code out} holds anything
   */
  public Release make(Path out, String command) throws IOException {
    ModelOutput.requireFree(out);
    TorchThreads.one();
    Stopwatch stopwatch = new Stopwatch();
    WorkDirectory checkpoints = new WorkDirectory(work, config.toString(), resume);
    int processors = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Math.clamp(processors, 1, GradientWorkers.HALVES))) {
      PixelLevels levels = new PixelLevels(config.size().imageSize());
      PictureSet training = draw(Split.TRAINING, config.trainingPictures(), levels, threads);
      PictureSet validation = draw(Split.VALIDATION, config.validationPictures(), levels, threads);
      PictureSet calibration =
          draw(Split.CALIBRATION, config.calibrationPictures(), levels, threads);
      PictureSet heldOut = draw(Split.HELD_OUT, config.heldOutPictures(), levels, threads);
      return new RecipeRun(
              config, training, validation, calibration, heldOut, threads, checkpoints, stopwatch)
          .make(out, command);
    }
  }

  private PictureSet draw(Split split, int count, PixelLevels levels, ExecutorService threads) {
    String task = "Drawing " + split.name().toLowerCase(Locale.ROOT).replace('_', '-');
    try (Progress progress = new Progress(task, count)) {
      return PictureSet.draw(split, count, config.seed(), levels, threads, progress::step);
    }
  }
}
