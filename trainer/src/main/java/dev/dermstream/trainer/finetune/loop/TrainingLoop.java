package dev.dermstream.trainer.finetune.loop;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.EagerAdapter;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.base.BaseModel;
import dev.dermstream.trainer.finetune.features.FeatureStore;
import dev.dermstream.trainer.finetune.features.FeatureStore.Unreadable;
import dev.dermstream.trainer.finetune.features.FeatureStore.Wanted;
import dev.dermstream.trainer.finetune.loop.GradientWorker.Part;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.finetune.recipe.TrainingSettings;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.LearningRate;
import dev.dermstream.trainer.recipe.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Trains an adapter.
 *
 * <p>An update's loss is the mean over all its tokens that take part, however they are cut into
 * batches. Every batch of two and more is cut in two halves; the parts are dealt in turn to two
 * {@link GradientWorker}s, each with gradients of its own that are added in one order. What is
 * drawn and dropped out is a function of seed and place. So a run gives the same numbers on one
 * thread and on two, and after it was killed and went on.
 */
public final class TrainingLoop {
  private static final int WORKERS = 2;

  /** Updates whose pictures are encoded ahead. */
  private static final int AHEAD = 32;

  private final Recipe recipe;
  private final BaseModel base;
  private final TrainingSet training;
  private final FeatureStore features;
  private final ExecutorService threads;
  private final long seed;
  private final SequenceLoss loss;
  private final HeldOutLoss heldOut;
  private final UpdatePlan plan;
  private final int updates;

  /**
   * A loop.
   *
   * @param padding id that fills the end of rows
   * @param threads two of them are used, while the caller waits
   */
  public TrainingLoop(
      Recipe recipe,
      BaseModel base,
      TrainingSet training,
      TrainingSet validation,
      FeatureStore features,
      int padding,
      ExecutorService threads,
      long seed) {
    this.recipe = recipe;
    this.base = base;
    this.training = training;
    this.features = features;
    this.threads = threads;
    this.seed = seed;
    LossMask mask = new LossMask(recipe.answers().lossOn(), padding, base.config().imageTokenId());
    this.loss = new SequenceLoss(base.config(), mask);
    this.heldOut = new HeldOutLoss(base, validation, recipe.evaluation().examples(), loss, threads);
    TrainingSettings settings = recipe.training();
    this.plan =
        new UpdatePlan(
            training.lengths(),
            settings.perUpdate(),
            settings.groupByLength() ? settings.batch() : 1,
            settings.draws(training.size()),
            seed);
    this.updates = settings.updates(training.size());
  }

  /**
   * How training ended.
   *
   * @param state at the end
   * @param early whether patience ended it
   * @param trainableParameters of the adapter
   */
  public record Outcome(TrainingState state, boolean early, long trainableParameters) {}

  /**
   * Trains until the end, from the last checkpoint if there is one.
   *
   * @param baseName what the adapter is said to belong to
   * @throws IOException if a loss is no finite number or a checkpoint cannot be written; earlier
   *     checkpoints are whole
   */
  public Outcome train(Checkpoints checkpoints, TrainingLog log, SpentClock clock, String baseName)
      throws IOException {
    Optional<TrainingState> earlier = checkpoints.latest();
    try (EagerAdapter adapter = adapter(checkpoints, earlier, baseName);
        EagerAdapter second = EagerAdapter.of(adapter.checkpoint())) {
      List<GradientWorker> workers = List.of(worker(adapter), worker(second));
      TrainingSettings settings = recipe.training();
      try (AdamW optimizer =
          new AdamW(
              adapter.parameters(),
              settings.optimizer(),
              settings.maxGradientNorm(),
              name -> true)) {
        if (earlier.isPresent()) {
          optimizer.restore(checkpoints.moments(earlier.get().step()), earlier.get().step());
          clock.resume(earlier.get().spent());
        }
        Updates run = new Updates(workers, optimizer, checkpoints, log, clock);
        return run.from(earlier.orElse(TrainingState.BEGINNING));
      }
    }
  }

  private EagerAdapter adapter(
      Checkpoints checkpoints, Optional<TrainingState> earlier, String baseName)
      throws IOException {
    Map<String, long[]> shapes = ParameterShapes.of(base.config());
    if (earlier.isPresent()) {
      return sorted(LoraCheckpoint.read(checkpoints.of(earlier.get().step()), shapes));
    }
    try (EagerAdapter fresh =
        EagerAdapter.initialize(
            recipe.lora().config(baseName), shapes, ParameterShapes.TEXT, seed)) {
      return sorted(fresh.checkpoint());
    }
  }

  /** In one order, by which gradients are summed, whether it was read or made. */
  private static EagerAdapter sorted(LoraCheckpoint adapter) {
    return EagerAdapter.of(new LoraCheckpoint(adapter.config(), new TreeMap<>(adapter.pairs())));
  }

  private GradientWorker worker(EagerAdapter adapter) {
    return new GradientWorker(base, adapter, recipe.lora().dropout(), seed, loss);
  }

  /** The updates of one process. */
  private final class Updates {
    private final List<GradientWorker> workers;
    private final AdamW optimizer;
    private final Checkpoints checkpoints;
    private final TrainingLog log;
    private final SpentClock clock;
    private final EagerModel evaluated;
    private final LearningRate rate = recipe.training().rate(updates);
    private int preparedUntil;

    Updates(
        List<GradientWorker> workers,
        AdamW optimizer,
        Checkpoints checkpoints,
        TrainingLog log,
        SpentClock clock) {
      this.workers = workers;
      this.optimizer = optimizer;
      this.checkpoints = checkpoints;
      this.log = log;
      this.clock = clock;
      EagerAdapter adapter = workers.getFirst().adapter();
      this.evaluated = base.model(adapter.adapter(new EagerOps(adapter.parameters().manager())));
    }

    Outcome from(TrainingState beginning) throws IOException {
      TrainingState state = beginning;
      if (state.step() == 0) {
        state = evaluate(state);
      }
      try (Progress progress = new Progress("Training " + recipe.name(), updates)) {
        progress.step(state.step());
        while (state.step() < updates && !isStale(state)) {
          state = update(state);
          boolean last = state.step() == updates;
          boolean evaluation = last || state.step() % recipe.evaluation().every() == 0;
          if (evaluation) {
            state = evaluate(state);
          }
          if (evaluation || state.step() % recipe.training().checkpointEvery() == 0) {
            save(state);
          }
          progress.step(state.trainLoss());
        }
      }
      long trainable =
          workers.getFirst().adapter().parameters().arrays().values().stream()
              .mapToLong(array -> array.size())
              .sum();
      return new Outcome(state.at(clock.spent()), state.step() < updates, trainable);
    }

    private boolean isStale(TrainingState state) {
      int patience = recipe.evaluation().patience();
      return patience > 0 && state.withoutGain() >= patience;
    }

    /** At the beginning a checkpoint of the fresh adapter: a run that gains nothing keeps it. */
    private TrainingState evaluate(TrainingState state) throws IOException {
      double value = heldOut.of(evaluated);
      requireFinite("validation loss", state.step(), value);
      log.evaluation(state.step(), value);
      TrainingState next = state.evaluated(value);
      if (next.step() == 0) {
        save(next);
      }
      return next;
    }

    private void save(TrainingState state) throws IOException {
      checkpoints.save(
          state.at(clock.spent()), workers.getFirst().adapter().checkpoint(), optimizer.moments());
    }

    private TrainingState update(TrainingState state) throws IOException {
      int step = state.step();
      if (step >= preparedUntil) {
        prepare(step);
      }
      long began = System.nanoTime();
      List<Sample> samples = new ArrayList<>();
      for (UpdatePlan.Draw draw : plan.update(step)) {
        samples.add(training.sample(draw, seed));
      }
      double mean = backward(parts(step, samples), loss.count(samples));
      requireFinite("loss", step + 1, mean);
      double learningRate = rate.at(step);
      double norm = step(learningRate, step);
      workers.get(1).adapter().parameters().copyValues(workers.get(0).adapter().parameters());
      clock.updated(began, samples);
      log.update(step + 1, mean, learningRate, norm);
      return state.updated(mean);
    }

    private double step(double learningRate, int step) throws IOException {
      try {
        return optimizer.step(learningRate);
      } catch (ArithmeticException e) {
        throw broken("gradient norm", step + 1, Double.NaN);
      }
    }

    private void requireFinite(String what, int step, double value) throws FineTuneException {
      if (!Double.isFinite(value)) {
        throw broken(what, step, value);
      }
    }

    private FineTuneException broken(String what, int step, double value) {
      return new FineTuneException(
          "the %s of step %d is %s: training has diverged (lower training.learning-rate); checkpoints before it are whole"
              .formatted(what, step, value));
    }

    private double backward(List<Part> parts, int tokens) {
      List<Future<float[]>> running = new ArrayList<>();
      for (int w = 0; w < WORKERS; w++) {
        int first = w;
        running.add(threads.submit(() -> losses(workers.get(first), parts, first, tokens)));
      }
      double sum = 0;
      List<float[]> losses = running.stream().map(HeldOutLoss::await).toList();
      for (int i = 0; i < parts.size(); i++) {
        sum += losses.get(i % WORKERS)[i / WORKERS];
      }
      workers.get(1).adapter().parameters().moveGradients(workers.get(0).adapter().parameters());
      return sum;
    }

    private static float[] losses(GradientWorker worker, List<Part> parts, int first, int tokens) {
      float[] losses = new float[Math.ceilDiv(parts.size(), WORKERS)];
      for (int i = first; i < parts.size(); i += WORKERS) {
        losses[i / WORKERS] = worker.backward(parts.get(i), tokens);
      }
      return losses;
    }

    private void prepare(int step) throws IOException {
      List<Wanted> wanted = new ArrayList<>();
      preparedUntil = Math.min(updates, step + AHEAD);
      for (int ahead = step; ahead < preparedUntil && features.hasRoom(); ahead++) {
        plan.update(ahead).forEach(draw -> wanted.add(training.wanted(draw, seed)));
      }
      List<Unreadable> unreadable = features.prepare(wanted, count -> {});
      if (!unreadable.isEmpty()) {
        throw new FineTuneException(
            "%s: %s"
                .formatted(unreadable.getFirst().picture().file(), unreadable.getFirst().reason()));
      }
    }

    /** Sequences of like length share a half: less of it is padding. */
    private List<Part> parts(int step, List<Sample> samples) {
      int batch = recipe.training().batch();
      int perUpdate = WORKERS * recipe.training().accumulate();
      List<Part> parts = new ArrayList<>();
      for (int first = 0; first < samples.size(); first += batch) {
        List<Sample> sorted =
            samples.subList(first, Math.min(samples.size(), first + batch)).stream()
                .sorted(Comparator.comparingInt(sample -> sample.sequence().length()))
                .toList();
        int half = Math.ceilDiv(sorted.size(), WORKERS);
        for (int start = 0; start < sorted.size(); start += half) {
          parts.add(
              new Part(
                  (long) step * perUpdate + parts.size(),
                  sorted.subList(start, Math.min(sorted.size(), start + half))));
        }
      }
      return parts;
    }
  }
}
