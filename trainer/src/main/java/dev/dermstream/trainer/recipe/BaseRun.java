package dev.dermstream.trainer.recipe;

import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.onnx.AdapterInputs;
import dev.dermstream.trainer.onnx.OnnxExport;
import dev.dermstream.trainer.recipe.BaseConfig.Share;
import dev.dermstream.trainer.recipe.data.MixedCorpus;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import dev.dermstream.trainer.recipe.evaluate.Embedder;
import dev.dermstream.trainer.recipe.evaluate.Separability;
import dev.dermstream.trainer.recipe.release.BaseFigures;
import dev.dermstream.trainer.tokenizer.BpeTrainer;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import dev.dermstream.trainer.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the base recipe, from drawn pictures to the model directory. */
final class BaseRun {
  private static final Logger LOG = LoggerFactory.getLogger(BaseRun.class);
  private static final String NOTICE =
      "Base model trained on drawn pictures: knows no task, not for clinical use.";

  /** Pictures of every class in each half of a batch of stage 1: there are some forty classes. */
  private static final int PER_CLASS = 1;

  /** Most training pictures of a set that unseen ones are compared with. */
  private static final int COMPARED = 3_000;

  private final BaseConfig config;
  private final MixedPictures training;
  private final MixedPictures unseen;
  private final ExecutorService threads;
  private final WorkDirectory checkpoints;
  private final Stopwatch stopwatch;

  BaseRun(
      BaseConfig config,
      MixedPictures training,
      MixedPictures unseen,
      ExecutorService threads,
      WorkDirectory checkpoints,
      Stopwatch stopwatch) {
    this.config = config;
    this.training = training;
    this.unseen = unseen;
    this.threads = threads;
    this.checkpoints = checkpoints;
    this.stopwatch = stopwatch;
  }

  BaseFigures make(Path model, String command) throws IOException {
    BpeTrainer trainer = new BpeTrainer();
    MixedCorpus.texts(training, trainer::add);
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
        double textLoss = textStage(codec, architecture, parameters, encoder.anchors());
        ModelOutput.write(model, codec, architecture, parameters);
        OnnxExport.write(model, new AdapterInputs(AdapterInputs.ALL_TARGETS));
        BaseFigures figures =
            figures(command, separability(architecture, parameters), encoder, textLoss, parameters);
        figures.write(model);
        return figures;
      }
    }
  }

  private double textStage(
      ReleaseTokenizer codec,
      Idefics3Config architecture,
      EagerParameters parameters,
      ClassAnchors anchors)
      throws IOException {
    Optional<Map<String, Tensor>> earlier = checkpoints.read(WorkDirectory.TEXTS);
    if (earlier.isPresent()) {
      stopwatch.resume(earlier.get());
      ModelOutput.load(parameters, earlier.get());
      return LastLoss.of(earlier.get());
    }
    double[] losses =
        new AnswerStage(
                training,
                new BaseLessons(training, codec, architecture.imageTokens(), config.batches()),
                parameters,
                new EagerModel(architecture, parameters),
                anchors,
                codec.idOf(SpecialTokens.END_OF_TEXT))
            .train(config.texts(), config.seed(), threads);
    Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.tensors());
    tensors.putAll(stopwatch.tensors());
    tensors.putAll(LastLoss.tensors(losses));
    checkpoints.write(WorkDirectory.TEXTS, tensors);
    return LastLoss.of(tensors);
  }

  private Map<String, Separability> separability(
      Idefics3Config architecture, EagerParameters parameters) {
    Embedder embedder =
        new Embedder(
            new EagerModel(architecture, parameters),
            parameters,
            architecture.vision().hiddenSize(),
            threads);
    Map<String, Separability> bySet = new LinkedHashMap<>();
    int from = 0;
    int unseenFrom = 0;
    for (Share share : config.shares()) {
      MixedPictures known = training.only(from, from + Math.min(COMPARED, share.pictures()));
      MixedPictures judged = unseen.only(unseenFrom, unseenFrom + config.unseenPictures());
      Separability figures =
          Separability.of(
              embedder.embed(known, known.count()),
              known.classes(),
              embedder.embed(judged, judged.count()),
              judged.classes(),
              training.classCount(),
              new Parallelism(threads, GradientWorkers.HALVES));
      LOG.info("{}: {}", share.set().setName(), figures);
      bySet.put(share.set().setName(), figures);
      from += share.pictures();
      unseenFrom += config.unseenPictures();
    }
    return bySet;
  }

  private BaseFigures figures(
      String command,
      Map<String, Separability> separability,
      TrainedEncoder encoder,
      double textLoss,
      EagerParameters parameters) {
    Map<String, Integer> pictures = new LinkedHashMap<>();
    config.shares().forEach(share -> pictures.put(share.set().setName(), share.pictures()));
    return new BaseFigures(
        NOTICE,
        command,
        config.seed(),
        pictures,
        training.classCount(),
        separability,
        encoder.loss(),
        textLoss,
        config.contrastive().steps(),
        config.texts().steps(),
        parameters.arrays().values().stream().mapToLong(array -> array.size()).sum(),
        stopwatch.minutes(),
        stopwatch.cpuMinutes(),
        Runtime.getRuntime().availableProcessors());
  }
}
