package dev.dermstream.node.server;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.GenerationListener;
import dev.dermstream.node.generate.GenerationStatistics;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.health.WatchedEngine;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.release.Profile;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loaded model and the pipeline in front of it: served, lost and freed together. Thread-safe. */
final class ServingEngine implements WatchedEngine {
  private static final Logger log = LoggerFactory.getLogger(ServingEngine.class);

  /** One token or one batch takes at most seconds; a run that lasts longer is stuck. */
  private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

  private final ServingModel model;
  private final Pipeline pipeline;
  private final Profile trial;
  private final Runnable leaving;
  private final AtomicBoolean retired = new AtomicBoolean();
  private final Thread freeing;

  /**
   * @param model freed by {@link #retire}
   * @param trial whose report a canary begins
   * @param leaving called before anything is freed
   */
  ServingEngine(ServingModel model, Pipeline pipeline, Profile trial, Runnable leaving) {
    this.model = model;
    this.pipeline = pipeline;
    this.trial = trial;
    this.leaving = leaving;
    this.freeing = Thread.ofPlatform().name("engine-retire").daemon().unstarted(this::free);
  }

  Pipeline pipeline() {
    return pipeline;
  }

  ServingModel model() {
    return model;
  }

  /** What was generated and is being generated; also once it is freed. */
  GenerationStatistics statistics() {
    return model.generator().statistics();
  }

  @Override
  public EngineRuns runs() {
    return model.runs();
  }

  /** A picture through the encoder's queue, then the beginning of a report about it. */
  @Override
  public CompletableFuture<?> canary() {
    PixelValues picture = model.trialPicture();
    long bytes = (long) picture.values().length * Float.BYTES;
    return pipeline
        .encoder()
        .encodeAnew(picture, Ticket.lasting(Lane.STAT, bytes))
        .thenComposeAsync(this::written, pipeline.answers());
  }

  private CompletableFuture<GeneratedText> written(EncodedImage image) {
    CompletableFuture<GeneratedText> text = new CompletableFuture<>();
    model.writeTrial(trial, image, Ticket.lasting(Lane.STAT, 0), new TrialText(text));
    return text;
  }

  private record TrialText(CompletableFuture<GeneratedText> text) implements GenerationListener {
    @Override
    public void piece(String piece) {
      // Nobody reads it.
    }

    @Override
    public void finished(GeneratedText finished) {
      text.complete(finished);
    }

    @Override
    public void failed(ServiceException failure) {
      text.completeExceptionally(failure);
    }
  }

  @Override
  public void fail(ServiceException failure) {
    pipeline.fail(failure);
  }

  /** Again: no effect. */
  @Override
  public void retire() {
    if (!retired.getAndSet(true)) {
      freeing.start();
    }
  }

  /** After {@link #retire}: true once the model is freed. */
  boolean awaitFreed(Duration atMost) throws InterruptedException {
    return freeing.join(atMost);
  }

  boolean isRetired() {
    return retired.get();
  }

  boolean isFreed() {
    return retired.get() && !freeing.isAlive();
  }

  private void free() {
    leaving.run();
    try {
      while (!pipeline.close(LONGEST_RUN)) {
        // Freeing native memory under a running engine would end the process.
        log.warn("An inference has run for over {}; its model stays in memory", LONGEST_RUN);
      }
      model.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while an inference runs; its model stays in memory", e);
    }
  }
}
