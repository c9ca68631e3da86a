package dev.dermstream.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.Wording;
import dev.dermstream.trainer.model.Modules;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.model.VisionTransformer;
import dev.dermstream.trainer.optimize.AdamWConfig;
import dev.dermstream.trainer.optimize.LearningRate;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.TextCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * Stage 1: the vision encoder learns to embed pictures next to their descriptions, with {@link
 * SigmoidLoss}. Vision encoder, {@link TextTower}, scale and bias are all trained; the tower is
 * thrown away.
 */
final class ContrastiveStage implements AutoCloseable {
  private static final String LOG_SCALE = "contrastive.log_scale";
  private static final String BIAS = "contrastive.bias";
  private static final int TEXT_LAYERS = 2;
  private static final int MAX_TEXT_TOKENS = 96;
  private static final int ANCHOR_TEXTS = 16;

  private final MixedPictures pictures;
  private final int perClass;
  private final TextCodec codec;
  private final EagerParameters parameters;
  private final EagerOps ops;
  private final VisionTransformer<NDArray> vision;
  private final TextTower tower;

  /**
   * A stage.
   *
   * @param perClass pictures of every class in each half of a batch
   */
  ContrastiveStage(
      MixedPictures pictures, int perClass, TextCodec codec, VisionConfig config, long seed) {
    this.pictures = pictures;
    this.perClass = perClass;
    this.codec = codec;
    Map<String, long[]> shapes = new LinkedHashMap<>(ParameterShapes.vision(config));
    shapes.putAll(
        TextTower.parameters(codec.size(), MAX_TEXT_TOKENS, config.hiddenSize(), TEXT_LAYERS));
    parameters = EagerParameters.initialize(shapes, seed);
    parameters.put(LOG_SCALE, new float[] {SigmoidLoss.INITIAL_LOG_SCALE}, 1);
    parameters.put(BIAS, new float[] {SigmoidLoss.INITIAL_BIAS}, 1);
    ops = new EagerOps(parameters.manager());
    vision = new VisionTransformer<>(new Modules<>(ops, parameters), config);
    tower = new TextTower(ops, parameters, TEXT_LAYERS);
  }

  /**
   * Trains.
   *
   * @return the loss of every step
   */
  double[] train(StageConfig stage, long seed, ExecutorService threads) {
    parameters.trainOnly(name -> true);
    SplittableRandom random = new SplittableRandom(seed);
    GradientWorkers workers = new GradientWorkers(threads, parameters);
    LearningRate rate = LearningRate.cosine(stage.peakRate(), stage.warmupSteps(), stage.steps());
    double[] losses = new double[stage.steps()];
    try (AdamW optimizer =
            new AdamW(
                parameters,
                AdamWConfig.withWeightDecay(stage.weightDecay()),
                stage.maxGradientNorm(),
                WeightDecay::applies);
        Progress progress = new Progress("Pictures against descriptions", stage.steps())) {
      for (int step = 0; step < stage.steps(); step++) {
        List<Function<NDManager, NDArray>> halves = new ArrayList<>();
        for (int half = 0; half < GradientWorkers.HALVES; half++) {
          ImageTextPairs pairs = ImageTextPairs.draw(pictures, perClass, codec, random);
          halves.add(manager -> loss(manager, pairs));
        }
        losses[step] = workers.backward(halves);
        optimizer.step(rate.at(step));
        progress.step(losses[step]);
      }
    }
    return losses;
  }

  private NDArray loss(NDManager manager, ImageTextPairs pairs) {
    NDArray pixels =
        manager.create(
            pictures.values(pairs.pictures(), pairs.augmentations()),
            new Shape(pairs.pictures().length, 3, pictures.size(), pictures.size()));
    NDArray images = vision.embedding(vision.forward(pixels));
    NDArray texts = tower.embed(manager, pairs.texts());
    return SigmoidLoss.of(
        ops,
        images,
        texts,
        pairs.classes(),
        pairs.classes(),
        parameters.get(LOG_SCALE),
        parameters.get(BIAS));
  }

  /** The trained vision encoder, by Hugging Face names. */
  Map<String, Tensor> visionWeights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    parameters
        .tensors()
        .forEach((name, tensor) -> {
          if (name.startsWith(ParameterShapes.VISION)) {
            weights.put(name, tensor);
          }
        });
    return weights;
  }

  /** Where the descriptions of each class lie now. */
  ClassAnchors anchors() {
    return Autograd.withoutGradient(() -> {
      try (NDManager manager = parameters.manager().newSubManager()) {
        List<NDArray> means = new ArrayList<>();
        for (int number = 0; number < pictures.classCount(); number++) {
          NDArray texts = tower.embed(manager, descriptions(number));
          means.add(ops.reshape(texts.mean(new int[] {0}), 1, -1));
        }
        NDArray anchors = ops.l2Normalize(ops.concat(0, means));
        return new ClassAnchors(
            Tensor.ofFloats(anchors.toFloatArray(), anchors.getShape().getShape()),
            parameters.get(LOG_SCALE).getFloat(),
            parameters.get(BIAS).getFloat());
      }
    });
  }

  private List<int[]> descriptions(int classNumber) {
    List<int[]> texts = new ArrayList<>();
    for (int n = 0; n < pictures.countOf(classNumber) && texts.size() < ANCHOR_TEXTS; n++) {
      Wording description = pictures.description(pictures.ofClass(classNumber, n));
      for (Language language : Language.values()) {
        texts.add(codec.encode(description.in(language)));
      }
    }
    return texts;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
