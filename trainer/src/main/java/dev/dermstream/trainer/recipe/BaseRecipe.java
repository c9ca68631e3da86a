package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.recipe.BaseConfig.Share;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.MixedPictures.Part;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.release.BaseFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Makes the base model that adapters are trained on: a tokenizer from the texts of all drawn sets,
 * a vision encoder that learnt pictures against their descriptions ({@link ContrastiveStage}), and
 * connector and decoder that learnt to describe and to answer questions about features ({@link
 * AnswerStage}). Names of classes, reports and records it has read without pictures alone ({@link
 * BaseLessons}).
 *
 * <p>PyTorch's own threads must be one ({@code -Dai.djl.pytorch.num_threads=1}; set here if nothing
 * else was said before the engine started), and there is one recipe at a time in a process.
 */
public final class BaseRecipe {
  /** Groups are whole in every stretch that starts at a multiple of this many rounds. */
  private static final long UNSEEN_ROUNDS = 60 * 20_000L;

  private final BaseConfig config;
  private final Path work;
  private final boolean resume;

  /**
   * A recipe.
   *
   * @param work folder for what each stage gave
   * @param resume whether stages that an earlier run finished there are taken over
   */
  public BaseRecipe(BaseConfig config, Path work, boolean resume) {
    this.config = config;
    this.work = work;
    this.resume = resume;
  }

  /**
   * Makes the model directory; it appears whole or not at all.
   *
   * @param out does not exist, or is an empty folder
   * @param command that remakes it, for {@code training.json}
   * @throws IOException if a file cannot be read or written, or {@code out} holds anything
   */
  public BaseFigures make(Path out, String command) throws IOException {
    ModelOutput.requireFree(out);
    TorchThreads.one();
    Stopwatch stopwatch = new Stopwatch();
    WorkDirectory checkpoints = new WorkDirectory(work, config.toString(), resume);
    Path unfinished = Files.createDirectories(Path.of(out + ".new"));
    try (ExecutorService threads = Executors.newFixedThreadPool(GradientWorkers.HALVES)) {
      MixedPictures training = training(threads);
      BaseFigures figures =
          new BaseRun(config, training, unseen(training, threads), threads, checkpoints, stopwatch)
              .make(unfinished, command);
      Files.deleteIfExists(out);
      Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
      return figures;
    }
  }

  private MixedPictures training(ExecutorService threads) {
    List<Part> parts =
        config.shares().stream().map(share -> new Part(share.set(), 0, share.pictures())).toList();
    int count = parts.stream().mapToInt(Part::count).sum();
    try (Progress progress = new Progress("Drawing training", count)) {
      return MixedPictures.draw(
          parts,
          config.seed(),
          new PixelLevels(config.size().imageSize()),
          threads,
          progress::step);
    }
  }

  private MixedPictures unseen(MixedPictures training, ExecutorService threads) {
    List<Part> parts =
        config.shares().stream()
            .map(Share::set)
            .map(
                set -> new Part(set, UNSEEN_ROUNDS * set.classes().size(), config.unseenPictures()))
            .toList();
    int count = parts.size() * config.unseenPictures();
    try (Progress progress = new Progress("Drawing unseen", count)) {
      return training.drawMore(parts, config.seed(), threads, progress::step);
    }
  }
}
