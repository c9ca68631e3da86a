package dev.dermstream.trainer.recipe;

import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.CalibrationSettings;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.snapshot.Calibrator;
import dev.dermstream.index.snapshot.IndexBuilder;
import dev.dermstream.index.snapshot.TrainingSet;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.onnx.OnnxExport;
import dev.dermstream.trainer.recipe.data.AnswerKind;
import dev.dermstream.trainer.recipe.data.AnswerWriter;
import dev.dermstream.trainer.recipe.data.Corpus;
import dev.dermstream.trainer.recipe.data.PictureSet;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import dev.dermstream.trainer.recipe.data.ReportScores;
import dev.dermstream.trainer.recipe.data.Split;
import dev.dermstream.trainer.recipe.evaluate.ClusterChoice;
import dev.dermstream.trainer.recipe.evaluate.Embedder;
import dev.dermstream.trainer.recipe.evaluate.IndexFigures;
import dev.dermstream.trainer.recipe.evaluate.ReportEvaluation;
import dev.dermstream.trainer.recipe.evaluate.ReportFigures;
import dev.dermstream.trainer.recipe.release.Metrics;
import dev.dermstream.trainer.recipe.release.ProfileFiles;
import dev.dermstream.trainer.tokenizer.BpeTrainer;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import dev.dermstream.trainer.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the recipe, from drawn pictures to the sealed release. */
final class RecipeRun {
  private static final Logger LOG = LoggerFactory.getLogger(RecipeRun.class);
  private static final String NAME = "demonstration";
  private static final String NOTICE =
      "Demonstration model trained on drawn pictures: not for clinical use.";
  private static final int CLASSES = LesionClass.count();

  /** Pictures of every class in each half of a batch of stage 1. */
  private static final int PER_CLASS = 2;

  /** Nine in ten sets hold their class; nineteen in twenty known pictures count as known. */
  private static final CalibrationSettings CALIBRATION =
      CalibrationSettings.usual(ClassConfidence.DEFAULT_TEMPERATURE);

  /** How much longer than a right report an answer may grow before it is cut. */
  private static final double ROOM = 1.25;

  /** Reports that the length of a right one is taken from. */
  private static final int MEASURED_REPORTS = 300;

  private final RecipeConfig config;
  private final PictureSet training;
  private final PictureSet validation;
  private final PictureSet calibration;
  private final PictureSet heldOut;
  private final ExecutorService threads;
  private final WorkDirectory checkpoints;
  private final Stopwatch stopwatch;

  RecipeRun(
      RecipeConfig config,
      PictureSet training,
      PictureSet validation,
      PictureSet calibration,
      PictureSet heldOut,
      ExecutorService threads,
      WorkDirectory checkpoints,
      Stopwatch stopwatch) {
    this.config = config;
    this.training = training;
    this.validation = validation;
    this.calibration = calibration;
    this.heldOut = heldOut;
    this.threads = threads;
    this.checkpoints = checkpoints;
    this.stopwatch = stopwatch;
  }

  Release make(Path out, String command) throws IOException {
    Path model = Files.createDirectories(out.resolve("model"));
    BpeTrainer trainer = new BpeTrainer();
    Corpus.texts(training, trainer::add);
    TokenizerFiles.write(
        model,
        trainer.train(SpecialTokens.ALL, config.size().vocabSize()),
        config.size().maxPositions());
    try (ReleaseTokenizer codec =
        ReleaseTokenizer.read(model.resolve("tokenizer.json"), config.size().vocabSize())) {
      Idefics3Config architecture =
          config.size().configuration(codec.size(), codec.idOf(SpecialTokens.IMAGE));
      TrainedEncoder encoder =
          TrainedEncoder.of(
              training,
              PER_CLASS,
              codec,
              architecture.vision(),
              config.contrastive(),
              config.seed(),
              threads,
              checkpoints,
              stopwatch);
      try (EagerParameters parameters =
          EagerParameters.initialize(ParameterShapes.of(architecture), config.seed())) {
        ModelOutput.load(parameters, encoder.weights());
        reportStage(codec, architecture, parameters, encoder.anchors());
        ModelOutput.write(model, codec, architecture, parameters);
        OnnxExport.write(model);
        return release(out, command, codec, architecture, parameters);
      }
    }
  }

  private void reportStage(
      ReleaseTokenizer codec,
      Idefics3Config architecture,
      EagerParameters parameters,
      ClassAnchors anchors)
      throws IOException {
    Optional<Map<String, Tensor>> earlier = checkpoints.read(WorkDirectory.REPORTS);
    if (earlier.isPresent()) {
      stopwatch.resume(earlier.get());
      ModelOutput.load(parameters, earlier.get());
      return;
    }
    EagerModel model = new EagerModel(architecture, parameters);
    Embedder embedder = embedder(architecture, parameters, model);
    UnitVectors embeddings = embedder.embed(training, training.count());
    ClusterChoice clusters = clusters(embedder, embeddings);
    AnswerWriter answers = answers(embeddings, training.count(), clusters, codec);
    new AnswerStage(
            training,
            new ReportLessons(answers, config.batches()),
            parameters,
            model,
            anchors,
            codec.idOf(SpecialTokens.END_OF_TEXT))
        .train(config.reports(), config.seed(), threads);
    Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.tensors());
    tensors.putAll(stopwatch.tensors());
    checkpoints.write(WorkDirectory.REPORTS, tensors);
  }

  private Release release(
      Path out,
      String command,
      ReleaseTokenizer codec,
      Idefics3Config architecture,
      EagerParameters parameters)
      throws IOException {
    EagerModel model = new EagerModel(architecture, parameters);
    Embedder embedder = embedder(architecture, parameters, model);
    UnitVectors embeddings = embedder.embed(training, config.indexPictures());
    ClusterChoice clusters = clusters(embedder, embeddings);
    int[] classes = Arrays.copyOf(training.classes(), embeddings.count());
    Path index = ProfileFiles.directory(out).resolve("index");
    new IndexBuilder(clusters.dbscan(), Parallelism.sequential())
        .build(
            new TrainingSet(embeddings, classes, identifiers(embeddings.count()), CLASSES), index);
    Calibration calibrated =
        new Calibrator(CALIBRATION)
            .calibrate(
                index, embedder.embed(calibration, calibration.count()), calibration.classes());
    LOG.info("Calibrated: {}", calibrated);
    AnswerWriter answers = answers(embeddings, embeddings.count(), clusters, codec);
    int maxNewTokens = (int) (ROOM * longestReport(answers, embeddings.count()));
    ProfileFiles.write(out, maxNewTokens);
    IndexFigures indexed =
        IndexFigures.of(index, embedder.embed(heldOut, heldOut.count()), heldOut.classes());
    LOG.info("Held out: {}", indexed);
    ReportEvaluation evaluation =
        new ReportEvaluation(
            model, parameters, codec, architecture.imageTokens(), maxNewTokens, threads);
    ReportFigures english = judge(evaluation, Language.ENGLISH);
    ReportFigures korean = judge(evaluation, Language.KOREAN);
    metrics(command, clusters, indexed, english, korean, parameters).write(out);
    return Release.seal(out, NAME, NOTICE, ProfileFiles.NAME);
  }

  private ReportFigures judge(ReportEvaluation evaluation, Language language) {
    try (Progress progress = new Progress("Reports, " + language, heldOut.count())) {
      ReportFigures figures = evaluation.judge(heldOut, heldOut.count(), language, progress::step);
      LOG.info("Held out, {}: {}", language, figures);
      return figures;
    }
  }

  private Metrics metrics(
      String command,
      ClusterChoice clusters,
      IndexFigures indexed,
      ReportFigures english,
      ReportFigures korean,
      EagerParameters parameters) {
    return new Metrics(
        command,
        config.seed(),
        heldOut.count(),
        indexed.accuracy(),
        indexed.nearestAccuracy(),
        english.with(korean).labelAccuracy(),
        english,
        korean,
        clusters.meanLogLikelihood(),
        clusters.dbscan().eps(),
        clusters.dbscan().minSamples(),
        clusters.centroids().count(),
        training.count(),
        config.indexPictures(),
        parameters.arrays().values().stream().mapToLong(array -> array.size()).sum(),
        config.contrastive().steps(),
        config.reports().steps(),
        stopwatch.minutes(),
        stopwatch.cpuMinutes(),
        Runtime.getRuntime().availableProcessors());
  }

  private Embedder embedder(
      Idefics3Config architecture, EagerParameters parameters, EagerModel model) {
    return new Embedder(model, parameters, architecture.vision().hiddenSize(), threads);
  }

  /** Chosen on the embeddings of the first training pictures, judged by validation pictures. */
  private ClusterChoice clusters(Embedder embedder, UnitVectors embeddings) {
    int count = config.indexPictures();
    float[] values = Arrays.copyOf(embeddings.values(), count * embeddings.dimension());
    ClusterChoice choice =
        ClusterChoice.choose(
            UnitVectors.of(values, embeddings.dimension()),
            Arrays.copyOf(training.classes(), count),
            embedder.embed(validation, validation.count()),
            validation.classes(),
            CLASSES,
            new Parallelism(threads, GradientWorkers.HALVES));
    LOG.info(
        "Clusters: {}, {} of them, validation log-likelihood {}",
        choice.dbscan(),
        choice.centroids().count(),
        choice.meanLogLikelihood());
    return choice;
  }

  private AnswerWriter answers(
      UnitVectors embeddings, int count, ClusterChoice clusters, ReleaseTokenizer codec) {
    List<ReportScores> scores = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      scores.add(
          new ReportScores(training.classOf(i), clusters.confidence(embeddings.row(i), CLASSES)));
    }
    return new AnswerWriter(training, scores, codec, config.size().imageTokens());
  }

  private static int longestReport(AnswerWriter answers, int count) {
    SplittableRandom unused = new SplittableRandom(0);
    return IntStream.range(0, Math.min(count, MEASURED_REPORTS))
        .flatMap(picture ->
            Arrays.stream(Language.values())
                .map(lang -> answers.write(AnswerKind.REPORT, picture, lang, unused))
                .mapToInt(sequence -> sequence.length() - sequence.answerStart()))
        .max()
        .orElseThrow();
  }

  private static List<String> identifiers(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> "drawn-" + Split.TRAINING.index(number))
        .toList();
  }
}
