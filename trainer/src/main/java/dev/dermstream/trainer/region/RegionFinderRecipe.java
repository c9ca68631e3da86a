package dev.dermstream.trainer.region;

import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.PictureReader;
import dev.dermstream.trainer.onnx.RegionFinderExport;
import dev.dermstream.trainer.recipe.GradientWorkers;
import dev.dermstream.trainer.recipe.Progress;
import dev.dermstream.trainer.recipe.TorchThreads;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.release.ModelFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes a region finder from pictures whose lesions are marked. One at a time in a process. */
public final class RegionFinderRecipe {
  /** What it is like, beside its graph. */
  public static final String FIGURES = "region_finder.json";

  private final RegionFinderConfig config;
  private final PictureReader reader;

  public RegionFinderRecipe(RegionFinderConfig config, PictureReader reader) {
    this.config = config;
    this.reader = reader;
  }

  /**
   * What a finder is worth.
   *
   * @param trainingPictures that it was fitted on
   * @param lastLoss mean of the last tenth of the steps
   * @param heldOut on the other pictures
   * @param config that it was made by
   */
  public record Outcome(
      int trainingPictures, double lastLoss, RegionFigures heldOut, RegionFinderConfig config) {}

  /**
   * Trains, judges and writes {@code region_finder.onnx}, {@code .safetensors} and {@code .json}.
   *
   * @param images in an order that mixes what is trained on and what is held out
   * @param out new folder
   * @throws DatasetException if there are too few pictures, or one is not marked
   */
  public Outcome make(List<MarkedImage> images, Path out) throws IOException {
    if (Files.exists(out)) {
      throw new FileAlreadyExistsException(out + " is there already");
    }
    int heldOut = (int) Math.ceil(images.size() * config.heldOut());
    if (images.size() - heldOut < 2) {
      throw new DatasetException(
          "%d pictures are too few to train and to judge".formatted(images.size()));
    }
    TorchThreads.one();
    try (ExecutorService threads = Executors.newFixedThreadPool(GradientWorkers.HALVES);
        RegionFinderTraining training = new RegionFinderTraining(config)) {
      PixelLevels levels = training.levels();
      RegionPictures known;
      RegionPictures unseen;
      try (Progress progress = new Progress("Reading pictures", images.size())) {
        known = read(images.subList(0, images.size() - heldOut), levels, progress);
        unseen = read(images.subList(images.size() - heldOut, images.size()), levels, progress);
      }
      double[] losses = training.train(known, threads);
      Outcome outcome =
          new Outcome(known.count(), lastLoss(losses), training.judge(unseen), config);
      write(out, training, outcome);
      return outcome;
    }
  }

  private RegionPictures read(List<MarkedImage> images, PixelLevels levels, Progress progress)
      throws IOException {
    int side = config.network().patchesPerSide();
    return RegionPictures.read(images, reader, levels, side, progress::step);
  }

  private static double lastLoss(double[] losses) {
    int counted = Math.max(1, losses.length / 10);
    double sum = 0;
    for (int i = losses.length - counted; i < losses.length; i++) {
      sum += losses[i];
    }
    return sum / counted;
  }

  private void write(Path out, RegionFinderTraining training, Outcome outcome) throws IOException {
    Files.createDirectories(out);
    Safetensors.write(
        out.resolve(RegionFinderExport.WEIGHTS), ModelFiles.rounded(training.weights()));
    RegionFinderExport.write(out, config.network());
    ModelFiles.write(out.resolve(FIGURES), outcome);
  }
}
