package dev.dermstream.node.server;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.GenerationListener;
import dev.dermstream.node.generate.GenerationStatistics;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.health.Retirement;
import dev.dermstream.node.health.WatchedEngine;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.release.Profile;
import java.util.concurrent.CompletableFuture;

/** A loaded model and the pipeline in front of it: served, lost and freed together. Thread-safe. */
final class ServingEngine implements WatchedEngine {
  private final ServingModel model;
  private final Pipeline pipeline;
  private final Profile trial;
  private final Retirement retirement;

  /**
   * @param model freed by {@link #retirement}
   * @param trial whose report a canary begins
   * @param leaving called before anything is freed; again: no effect
   */
  ServingEngine(ServingModel model, Pipeline pipeline, Profile trial, Runnable leaving) {
    this.model = model;
    this.pipeline = pipeline;
    this.trial = trial;
    this.retirement =
        new Retirement(
            pipeline.node().release().id(),
            atMost -> {
              leaving.run();
              return pipeline.close(atMost);
            },
            model::close);
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

  @Override
  public Retirement retirement() {
    return retirement;
  }
}
