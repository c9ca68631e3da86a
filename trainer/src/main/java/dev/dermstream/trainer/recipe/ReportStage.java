package dev.dermstream.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.AdamWConfig;
import dev.dermstream.trainer.optimize.LearningRate;
import dev.dermstream.trainer.recipe.data.AnswerKind;
import dev.dermstream.trainer.recipe.data.AnswerWriter;
import dev.dermstream.trainer.recipe.data.Augmentation;
import dev.dermstream.trainer.recipe.data.PictureSet;
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
 *
 * <p>All sequences of a batch are of one {@link AnswerKind}, so that little is padding. The first
 * batches ask for class name and number alone: they are short, and tie the decoder to the picture
 * before it spends its loss on the phrases of a report. The vision encoder moves slower than the
 * rest, and {@link SigmoidLoss} against the {@link ClassAnchors} of stage 1 keeps its embeddings
 * where they cluster.
 */
final class ReportStage {
  /** Learning rate of the vision encoder over that of connector and decoder. */
  private static final double VISION_RATE = 0.2;

  /** Weight of the loss against the anchors. */
  private static final float ANCHOR_WEIGHT = 0.1f;

  /** Share of the steps that ask for class name and number alone. */
  private static final double SHORT_ONLY = 0.12;

  /** Afterwards, shares of the kinds of batches. */
  private static final double REPORT_SHARE = 0.6;

  private static final double QUESTION_SHARE = 0.2;

  private static final Language[] LANGUAGES = Language.values();

  private final PictureSet pictures;
  private final AnswerWriter answers;
  private final EagerParameters parameters;
  private final EagerModel model;
  private final EagerOps ops;
  private final ClassAnchors anchors;
  private final int padding;

  ReportStage(
      PictureSet pictures,
      AnswerWriter answers,
      EagerParameters parameters,
      EagerModel model,
      ClassAnchors anchors,
      int padding) {
    this.pictures = pictures;
    this.answers = answers;
    this.parameters = parameters;
    this.model = model;
    this.ops = new EagerOps(parameters.manager());
    this.anchors = anchors;
    this.padding = padding;
  }

  /** Pictures and sequences of half a batch. */
  @SuppressWarnings("ArrayRecordComponent") // made for one step
  private record Half(
      int[] numbers, List<Augmentation> augmentations, List<TokenSequence> sequences) {}

  /**
   * Trains.
   *
   * @param batches sequences in a batch of each kind
   * @return the loss of every step
   */
  double[] train(StageConfig stage, BatchSizes batches, long seed, ExecutorService threads) {
    SplittableRandom random = new SplittableRandom(seed);
    GradientWorkers workers = new GradientWorkers(threads, parameters);
    LearningRate rate = LearningRate.cosine(stage.peakRate(), stage.warmupSteps(), stage.steps());
    double[] losses = new double[stage.steps()];
    try (AdamW visionOptimizer = optimizer(stage, true);
        AdamW textOptimizer = optimizer(stage, false);
        Progress progress = new Progress("Pictures to reports", stage.steps())) {
      parameters.trainOnly(name -> true);
      for (int step = 0; step < stage.steps(); step++) {
        AnswerKind kind = kind((double) step / stage.steps(), random);
        List<Function<NDManager, NDArray>> halves = new ArrayList<>();
        for (int i = 0; i < GradientWorkers.HALVES; i++) {
          Half half = half(kind, batches.of(kind) / GradientWorkers.HALVES, random);
          halves.add(manager -> loss(manager, half));
        }
        losses[step] = workers.backward(halves);
        visionOptimizer.step(rate.at(step) * VISION_RATE);
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

  private static AnswerKind kind(double done, RandomGenerator random) {
    double draw = random.nextDouble();
    if (done >= SHORT_ONLY && draw < REPORT_SHARE) {
      return AnswerKind.REPORT;
    }
    if (done >= SHORT_ONLY && draw < REPORT_SHARE + QUESTION_SHARE) {
      return AnswerKind.QUESTION;
    }
    return random.nextBoolean() ? AnswerKind.CLASS_NAME : AnswerKind.CLASS_NUMBER;
  }

  private Half half(AnswerKind kind, int size, RandomGenerator random) {
    int[] numbers = new int[size];
    List<Augmentation> augmentations = new ArrayList<>();
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      numbers[i] = random.nextInt(pictures.count());
      augmentations.add(Augmentation.random(random));
      Language language = LANGUAGES[random.nextInt(LANGUAGES.length)];
      sequences.add(answers.write(kind, numbers[i], language, random));
    }
    return new Half(numbers, augmentations, sequences);
  }

  private NDArray loss(NDManager manager, Half half) {
    NDArray pixels =
        manager.create(
            pictures.values(half.numbers(), half.augmentations()),
            new Shape(half.numbers().length, 3, pictures.size(), pictures.size()));
    SequenceBatch batch = SequenceBatch.of(half.sequences(), padding);
    NDArray states = model.visionStates(pixels);
    NDArray embeds = model.inputsEmbeds(manager, batch.ids(), model.imageFeatures(states));
    NDArray answer = model.loss(model.hiddenStates(embeds, batch.mask()), batch.labels());
    return ops.add(answer, ops.scale(anchorLoss(manager, states, half.numbers()), ANCHOR_WEIGHT));
  }

  private NDArray anchorLoss(NDManager manager, NDArray states, int[] numbers) {
    int[] classes = Arrays.stream(numbers).map(pictures::classOf).toArray();
    int[] anchorClasses = new int[LesionClass.count()];
    Arrays.setAll(anchorClasses, idCode -> idCode);
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
