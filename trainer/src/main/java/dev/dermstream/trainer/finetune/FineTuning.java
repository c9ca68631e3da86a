package dev.dermstream.trainer.finetune;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.trainer.dataset.PictureReader;
import dev.dermstream.trainer.eager.EagerAdapter;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.finetune.answer.EvaluationFolder;
import dev.dermstream.trainer.finetune.answer.TestRun;
import dev.dermstream.trainer.finetune.base.BaseModel;
import dev.dermstream.trainer.finetune.data.DataFolder;
import dev.dermstream.trainer.finetune.data.Flip;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.data.Pictures;
import dev.dermstream.trainer.finetune.data.Sides;
import dev.dermstream.trainer.finetune.example.ClusterScores;
import dev.dermstream.trainer.finetune.example.ClusterScores.Embedded;
import dev.dermstream.trainer.finetune.example.Example;
import dev.dermstream.trainer.finetune.example.ExampleMaker;
import dev.dermstream.trainer.finetune.example.ExampleMaker.Scores;
import dev.dermstream.trainer.finetune.example.Sequences;
import dev.dermstream.trainer.finetune.features.FeatureFile;
import dev.dermstream.trainer.finetune.features.FeatureStore;
import dev.dermstream.trainer.finetune.loop.Checkpoints;
import dev.dermstream.trainer.finetune.loop.SpentClock;
import dev.dermstream.trainer.finetune.loop.TrainingLog;
import dev.dermstream.trainer.finetune.loop.TrainingLoop;
import dev.dermstream.trainer.finetune.loop.TrainingLoop.Outcome;
import dev.dermstream.trainer.finetune.loop.TrainingSet;
import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.finetune.run.ProfileWriter;
import dev.dermstream.trainer.finetune.run.RunFolder;
import dev.dermstream.trainer.finetune.run.RunRecord;
import dev.dermstream.trainer.finetune.run.WholeFolder;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.recipe.TorchThreads;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Trains an adapter as a recipe says, lets the best one answer the test side, and writes the run
 * folder.
 *
 * <p>PyTorch's own threads must be one ({@code -Dai.djl.pytorch.num_threads=1}; set here if nothing
 * else was said before the engine started): batches are cut in two halves instead. One run at a
 * time in a process.
 */
public final class FineTuning {
  private static final int THREADS = 2;
  private static final String ADAPTER = "adapter";
  private static final String FEATURES = "features.bin";

  /** How much longer than the longest answer that was learnt one may grow before it is cut. */
  private static final double ROOM = 1.25;

  private final FineTuneRequest request;
  private final Recipe recipe;
  private final PictureReader reader;
  private final SpentClock clock = new SpentClock();

  public FineTuning(FineTuneRequest request, PictureReader reader) {
    this.request = request;
    this.recipe = request.recipe();
    this.reader = reader;
  }

  /**
   * Runs.
   *
   * @return the headline figures, for a person
   * @throws IOException if it cannot begin or go on; the message is a sentence that names what is
   *     wrong, and checkpoints that were written are whole
   */
  public String run() throws IOException {
    TorchThreads.one();
    DataFolder data = new DataFolder(request.data(), request.images());
    Sides sides = data.read(recipe.data(), request.limit());
    LabelSet labels = LabelSet.of(recipe.labels(), sides);
    try (BaseModel base = BaseModel.read(request.base(), recipe.baseBits())) {
      String digest = Sha256.hex(data.manifest());
      RunFolder run = RunFolder.open(request.out(), settings(base, digest), request.resume());
      Path file = featureFile(run, base);
      try (ExecutorService threads = Executors.newFixedThreadPool(THREADS);
          FeatureFile features = open(file, base)) {
        Run inside =
            new Run(base, labels, new FeatureStore(base, reader, features, threads), threads, run);
        return inside.run(sides, data, digest);
      } finally {
        if (request.features().isEmpty() && Files.exists(run.resolve("run.json"))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path featureFile(RunFolder run, BaseModel base) throws IOException {
    if (request.features().isEmpty()) {
      return run.resolve(FEATURES);
    }
    Path folder = Files.createDirectories(request.features().get());
    return folder.resolve("%s.features".formatted(base.digest()));
  }

  private FeatureFile open(Path file, BaseModel base) throws IOException {
    return FeatureFile.open(
        file,
        base.digest(),
        base.config().vision().hiddenSize(),
        base.config().imageTokens() * base.config().text().hiddenSize(),
        recipe.featureBytes());
  }

  /** Everything that the run's numbers depend on. */
  private String settings(BaseModel base, String data) {
    return "%srun {%n    recipe=\"%s\"%n    base=\"%s\"%n    data=\"%s\"%n    limit=%d%n    seed=%d%n    variant=%s%n}%n"
        .formatted(
            recipe.render(),
            recipe.name(),
            base.digest(),
            data,
            request.limit().orElse(0),
            request.seed(),
            recipe.variant().word());
  }

  /** A run whose parts are open. */
  private final class Run {
    private final BaseModel base;
    private final LabelSet labels;
    private final FeatureStore features;
    private final ExecutorService threads;
    private final RunFolder folder;
    private final Sequences sequences;

    Run(
        BaseModel base,
        LabelSet labels,
        FeatureStore features,
        ExecutorService threads,
        RunFolder folder) {
      this.base = base;
      this.labels = labels;
      this.features = features;
      this.threads = threads;
      this.folder = folder;
      this.sequences = new Sequences(base, recipe.context());
    }

    String run(Sides sides, DataFolder data, String digest) throws IOException {
      Pictures reading = new Pictures(data.images(), features, recipe.data().badImages());
      List<Picture> training = reading.of("training", sides.training());
      List<Picture> validation = reading.of("validation", sides.validation());
      List<Picture> test =
          reading.of("test", sides.test().subList(0, testImages(sides.test().size())));
      ExampleMaker maker = new ExampleMaker(recipe, labels, sides.training());
      Optional<ClusterScores> scores = scores(training, validation);
      List<Example> examples =
          maker.examples(training, confidences(scores, training), request.seed());
      List<Example> heldOut =
          maker.examples(validation, confidences(scores, validation), request.seed());
      TrainingLoop loop =
          new TrainingLoop(
              recipe,
              base,
              set("training", training, examples),
              set("validation", validation, heldOut),
              features,
              base.codec().idOf(SpecialTokens.END_OF_TEXT),
              threads,
              request.seed());
      Outcome outcome = train(loop);
      int mostTokens = mostTokens(examples);
      WholeFolder.write(
          folder.resolve("profile"),
          place -> ProfileWriter.write(place, recipe, labels, mostTokens));
      String summary = answer(test, maker, mostTokens);
      folder.end(
          new RunRecord(recipe, base, outcome, clock.spent())
              .json(digest, request.seed(), training.size(), examples.size()));
      return summary;
    }

    private int testImages(int all) {
      int most = recipe.test().images() > 0 ? recipe.test().images() : all;
      return Math.min(all, Math.min(most, request.limit().orElse(all)));
    }

    private TrainingSet set(String side, List<Picture> pictures, List<Example> examples)
        throws IOException {
      return new TrainingSet(side, pictures, examples, sequences, features, recipe.data());
    }

    private Optional<ClusterScores> scores(List<Picture> training, List<Picture> validation)
        throws IOException {
      if (!recipe.answers().has(AnswerForm.REPORT)) {
        return Optional.empty();
      }
      int most = Math.min(training.size(), recipe.answers().clusterImages());
      return Optional.of(
          ClusterScores.of(
              embedded(training.subList(0, most)), embedded(validation), labels, threads));
    }

    private Embedded embedded(List<Picture> pictures) throws IOException {
      List<float[]> embeddings = new ArrayList<>();
      for (Picture picture : pictures) {
        embeddings.add(features.of(picture, Flip.NONE).embedding());
      }
      return new Embedded(
          embeddings,
          pictures.stream().mapToInt(picture -> labels.codeOf(picture.row())).toArray());
    }

    private Optional<Scores> confidences(Optional<ClusterScores> scores, List<Picture> pictures)
        throws IOException {
      if (scores.isEmpty()) {
        return Optional.empty();
      }
      List<ClassConfidence> confidences = new ArrayList<>();
      for (Picture picture : pictures) {
        confidences.add(scores.get().of(features.of(picture, Flip.NONE).embedding()));
      }
      return Optional.of(new Scores(scores.get(), confidences));
    }

    private Outcome train(TrainingLoop loop) throws IOException {
      Checkpoints checkpoints =
          new Checkpoints(folder.resolve("checkpoints"), recipe.evaluation().keep());
      Outcome outcome;
      try (TrainingLog log =
          TrainingLog.open(folder.resolve("log.jsonl"), checkpoints.latestStep())) {
        outcome = loop.train(checkpoints, log, clock, "sha256:" + base.digest());
      }
      Path best = checkpoints.of(outcome.state().bestStep());
      WholeFolder.write(
          folder.resolve(ADAPTER),
          place ->
              LoraCheckpoint.read(best, ParameterShapes.of(base.config())).inHalves().write(place));
      return outcome;
    }

    private int mostTokens(List<Example> examples) {
      int longest =
          examples.stream()
              .mapToInt(example -> sequences.answer(example.answer()).length)
              .max()
              .orElseThrow();
      return Math.min(recipe.test().maxNewTokens(), (int) Math.ceil(ROOM * longest));
    }

    private String answer(List<Picture> test, ExampleMaker maker, int mostTokens)
        throws IOException {
      LoraCheckpoint best =
          LoraCheckpoint.read(folder.resolve(ADAPTER), ParameterShapes.of(base.config()));
      try (EagerAdapter adapter = EagerAdapter.of(best)) {
        TestRun run =
            new TestRun(recipe, base, adapter, labels, maker, sequences, features, threads);
        Bootstrap bootstrap = new Bootstrap(recipe.test().replicates(), 1);
        try (TextEncoder encoder = base.textEncoder()) {
          return new EvaluationFolder(run, labels, encoder, bootstrap)
              .write(folder.resolve("evaluation"), test, mostTokens);
        }
      }
    }
  }
}
