package dev.dermstream.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.AdamWConfig;
import dev.dermstream.trainer.optimize.LearningRate;
import dev.dermstream.trainer.recipe.data.Augmentation;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.SequenceBatch;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Stage 2: the whole model learns to answer, by the cross entropy of every token of the answer.
 * What is asked, the {@link Lessons} say. The vision encoder moves slower than the rest, and {@link
 * SigmoidLoss} against the {@link ClassAnchors} of stage 1 keeps its embeddings where they cluster.
 */
final class AnswerStage {
  /** Learning rate of the vision encoder over that of connector and decoder. */
  private static final double VISION_RATE = 0.2;

  /** Weight of the loss against the anchors. */
  private static final float ANCHOR_WEIGHT = 0.1f;

  private final MixedPictures pictures;
  private final Lessons lessons;
  private final EagerParameters parameters;
  private final EagerModel model;
  private final EagerOps ops;
  private final ClassAnchors anchors;
  private final int padding;

  AnswerStage(
      MixedPictures pictures,
      Lessons lessons,
      EagerParameters parameters,
      EagerModel model,
      ClassAnchors anchors,
      int padding) {
    this.pictures = pictures;
    this.lessons = lessons;
    this.parameters = parameters;
    this.model = model;
    this.ops = new EagerOps(parameters.manager());
    this.anchors = anchors;
    this.padding = padding;
  }

  /** Pictures and sequences of half a batch. */
  @SuppressWarnings("ArrayRecordComponent") // made for one step
  private record Half(
      boolean pictured,
      int[] numbers,
      List<Augmentation> augmentations,
      List<TokenSequence> sequences) {}

  /**
   * Trains.
   *
   * @return the loss of every step
   */
  double[] train(StageConfig stage, long seed, ExecutorService threads) {
    SplittableRandom random = new SplittableRandom(seed);
    GradientWorkers workers = new GradientWorkers(threads, parameters);
    LearningRate rate = LearningRate.cosine(stage.peakRate(), stage.warmupSteps(), stage.steps());
    double[] losses = new double[stage.steps()];
    try (AdamW visionOptimizer = optimizer(stage, true);
        AdamW textOptimizer = optimizer(stage, false);
        Progress progress = new Progress("Pictures to texts", stage.steps())) {
      parameters.trainOnly(name -> true);
      for (int step = 0; step < stage.steps(); step++) {
        Lessons.Lesson lesson = lessons.next((double) step / stage.steps(), random);
        List<Function<NDManager, NDArray>> halves = new ArrayList<>();
        for (int i = 0; i < GradientWorkers.HALVES; i++) {
          Half half = half(lesson, random);
          halves.add(manager -> loss(manager, half));
        }
        losses[step] = workers.backward(halves);
        if (lesson.pictured()) {
          visionOptimizer.step(rate.at(step) * VISION_RATE);
        }
        textOptimizer.step(rate.at(step));
        progress.step(losses[step]);
      }
    }
    return losses;
  }

  private AdamW optimizer(StageConfig stage, boolean vision) {
    parameters.trainOnly(name -> name.startsWith(ParameterShapes.VISION) == vision);
    return new AdamW(
        parameters,
        AdamWConfig.withWeightDecay(stage.weightDecay()),
        stage.maxGradientNorm(),
        WeightDecay::applies);
  }

  private Half half(Lessons.Lesson lesson, RandomGenerator random) {
    int[] numbers = new int[lesson.sequences() / GradientWorkers.HALVES];
    List<Augmentation> augmentations = new ArrayList<>();
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(pictures.count());
      augmentations.add(Augmentation.random(random));
      sequences.add(lesson.about(numbers[i], random));
    }
    return new Half(lesson.pictured(), numbers, augmentations, sequences);
  }

  private NDArray loss(NDManager manager, Half half) {
    SequenceBatch batch = SequenceBatch.of(half.sequences(), padding);
    if (!half.pictured()) {
      return answerLoss(model.inputsEmbeds(manager, batch.ids(), null), batch);
    }
    NDArray pixels =
        manager.create(
            pictures.values(half.numbers(), half.augmentations()),
            new Shape(half.numbers().length, 3, pictures.size(), pictures.size()));
    NDArray states = model.visionStates(pixels);
    NDArray answer =
        answerLoss(model.inputsEmbeds(manager, batch.ids(), model.imageFeatures(states)), batch);
    return ops.add(answer, ops.scale(anchorLoss(manager, states, half.numbers()), ANCHOR_WEIGHT));
  }

  private NDArray answerLoss(NDArray embeds, SequenceBatch batch) {
    return model.loss(model.hiddenStates(embeds, batch.mask()), batch.labels());
  }

  private NDArray anchorLoss(NDManager manager, NDArray states, int[] numbers) {
    int[] classes = Arrays.stream(numbers).map(pictures::classOf).toArray();
    int[] anchorClasses = new int[pictures.classCount()];
    Arrays.setAll(anchorClasses, number -> number);
    NDArray vectors =
        manager.create(anchors.vectors().toFloats(), new Shape(anchors.vectors().shape()));
    return SigmoidLoss.of(
        ops,
        model.imageEmbeds(states),
        vectors,
        classes,
        anchorClasses,
        manager.create(new float[] {anchors.logScale()}),
        manager.create(new float[] {anchors.bias()}));
  }
}
