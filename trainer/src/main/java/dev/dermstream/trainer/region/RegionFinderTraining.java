package dev.dermstream.trainer.region;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.Modules;
import dev.dermstream.trainer.model.RegionFinder;
import dev.dermstream.trainer.optimize.AdamWConfig;
import dev.dermstream.trainer.optimize.LearningRate;
import dev.dermstream.trainer.recipe.GradientWorkers;
import dev.dermstream.trainer.recipe.Progress;
import dev.dermstream.trainer.recipe.StageConfig;
import dev.dermstream.trainer.recipe.WeightDecay;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * Fits a {@link RegionFinder} by the cross entropy of every cell against its share of lesion. Not
 * thread-safe; close frees the weights.
 */
final class RegionFinderTraining implements AutoCloseable {
  private final RegionFinderConfig config;
  private final EagerParameters parameters;
  private final EagerOps ops;
  private final RegionFinder<NDArray> finder;

  RegionFinderTraining(RegionFinderConfig config) {
    this.config = config;
    parameters =
        EagerParameters.initialize(RegionFinder.parameters(config.network()), config.seed());
    ops = new EagerOps(parameters.manager());
    finder = new RegionFinder<>(new Modules<>(ops, parameters), config.network());
  }

  /** What pictures are prepared to. */
  PixelLevels levels() {
    return new PixelLevels(config.network().imageSize());
  }

  /**
   * Trains.
   *
   * @return the loss of every step
   * @throws ArithmeticException if a gradient is not finite
   */
  double[] train(RegionPictures pictures, ExecutorService threads) {
    StageConfig stage = config.stage();
    parameters.trainOnly(name -> true);
    SplittableRandom random = new SplittableRandom(config.seed());
    GradientWorkers workers = new GradientWorkers(threads, parameters);
    LearningRate rate = LearningRate.cosine(stage.peakRate(), stage.warmupSteps(), stage.steps());
    double[] losses = new double[stage.steps()];
    try (AdamW optimizer =
            new AdamW(
                parameters,
                AdamWConfig.withWeightDecay(stage.weightDecay()),
                stage.maxGradientNorm(),
                WeightDecay::applies);
        Progress progress = new Progress("Where lesions are", stage.steps())) {
      for (int step = 0; step < stage.steps(); step++) {
        List<Function<NDManager, NDArray>> halves = new ArrayList<>();
        for (int half = 0; half < GradientWorkers.HALVES; half++) {
          RegionPictures.Batch batch =
              pictures.draw(config.batch() / GradientWorkers.HALVES, random);
          halves.add(manager -> loss(manager, batch));
        }
        losses[step] = workers.backward(halves);
        optimizer.step(rate.at(step));
        progress.step(losses[step]);
      }
    }
    return losses;
  }

  /** Mean of {@code softplus(z) - z y}, the cross entropy of log odds z against a share y. */
  private NDArray loss(NDManager manager, RegionPictures.Batch batch) {
    NDArray logits = logits(manager, batch);
    NDArray shares = manager.create(batch.shares(), logits.getShape());
    return ops.subtract(Activation.softPlus(logits), ops.multiply(logits, shares)).mean();
  }

  private NDArray logits(NDManager manager, RegionPictures.Batch batch) {
    int size = config.network().imageSize();
    return finder.forward(
        manager.create(
            batch.pixels(), new Shape(batch.count(), config.network().channels(), size, size)));
  }

  /** Judges pictures. */
  RegionFigures judge(RegionPictures pictures) {
    int cells = config.network().patches();
    float[] probabilities = new float[pictures.count() * cells];
    float[] shares = new float[probabilities.length];
    for (int first = 0; first < pictures.count(); first += config.batch()) {
      RegionPictures.Batch batch =
          pictures.from(first, Math.min(config.batch(), pictures.count() - first));
      float[] found = probabilities(batch);
      System.arraycopy(found, 0, probabilities, first * cells, found.length);
      System.arraycopy(batch.shares(), 0, shares, first * cells, found.length);
    }
    return RegionFigures.of(pictures.count(), probabilities, shares);
  }

  private float[] probabilities(RegionPictures.Batch batch) {
    return Autograd.withoutGradient(() -> {
      try (NDManager manager = parameters.manager().newSubManager()) {
        return Activation.sigmoid(logits(manager, batch)).toFloatArray();
      }
    });
  }

  /** A copy of the weights. */
  Map<String, Tensor> weights() {
    return parameters.tensors();
  }

  @Override
  public void close() {
    parameters.close();
  }
}
