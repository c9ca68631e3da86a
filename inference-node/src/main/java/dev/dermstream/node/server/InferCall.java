package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.SamplingParameters;
import dev.dermstream.node.guide.ClassLikelihood;
import dev.dermstream.node.guide.FormGuide;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.rank.LabelQuestion;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.FurtherRegion;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.telemetry.LogContext;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.platform.tracing.TracedCalls;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.LabelLikelihood;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One admitted request, from its first stage to its last message: prepare (decode threads), encode
 * (the encoder's batches), answer with the embedding, write (the running batches). Every stage is
 * handed on by the end of the one before; whoever goes away takes his work out of the stage's
 * queue.
 */
final class InferCall {
  private static final Logger log = LoggerFactory.getLogger(InferCall.class);
  private static final double PERCENT = 100;

  private final ProfileUse use;
  private final Pipeline pipeline;
  private final Profile profile;
  private final InferRequest request;
  private final String text;
  private final Lane lane;
  private final SamplingParameters sampling;
  private final RegionsWanted wanted;
  private final Responses responses;
  private final NodeAdmission.Permit permit;
  private final StageClock clock;
  private final CallInterruption interruption = new CallInterruption();
  private final Trace trace = TracedCalls.current();
  private final long acceptedNanos = System.nanoTime();

  /** What the stage that is at work will give; cancelled with the call. */
  private volatile @Nullable Future<?> stage;

  private volatile boolean begun;
  private volatile boolean abandoned;

  /**
   * Made on the thread that carries the call's context.
   *
   * @param use closed when nothing of the call runs any more
   * @param text the profile's prompt, that around the caller's labels, or the caller's question
   * @param permit closed when the call ends, or its caller leaves
   */
  InferCall(
      ProfileUse use,
      InferRequest request,
      String text,
      Lane lane,
      SamplingParameters sampling,
      RegionsWanted wanted,
      Responses responses,
      StageClock clock,
      NodeAdmission.Permit permit) {
    this.use = use;
    this.pipeline = use.pipeline();
    this.profile = use.profile();
    this.request = request;
    this.text = text;
    this.lane = lane;
    this.sampling = sampling;
    this.wanted = wanted;
    this.responses = responses;
    this.permit = permit;
    this.clock = clock;
    clock.until(interruption.deadlineNanos());
  }

  /** Sends the request through the stages. */
  void start() {
    CompletableFuture<Void> _ =
        CompletableFuture.completedFuture(this)
            .thenCompose(InferCall::prepared)
            .thenCompose(prepared ->
                switch (prepared) {
                  case Prepared.Unfit unfit -> {
                    responses.send(rejected(unfit));
                    yield CompletableFuture.<Void>completedFuture(null);
                  }
                  case Prepared.Ready ready -> answered(ready);
                })
            .whenComplete((nothing, failure) -> end(failure));
  }

  /** The caller went away: frees the place and whatever waits. */
  void abandon() {
    abandoned = true;
    responses.abandon();
    permit.close();
    Future<?> current = stage;
    if (current != null) {
      current.cancel(false);
    }
  }

  private CompletableFuture<Prepared> prepared() {
    return track(
        pipeline.preparations().submit(this, interruption.ticket(lane, request.getImage().size())));
  }

  /** The first stage, on a decode thread. */
  Prepared prepare() {
    return inContext(() -> {
      begun = true;
      interruption.check();
      clock.add("queue", StageClock.OK, System.nanoTime() - acceptedNanos);
      // First of all, because a text that cannot be asked must not cost a picture.
      Asked asked = asked();
      Preparation preparation =
          pipeline
              .node()
              .preparer()
              .prepare(request.getImage().toByteArray(), wanted, interruption, clock);
      return switch (preparation) {
        case Preparation.Unfit unfit -> new Prepared.Unfit(unfit.code(), unfit.sentence());
        case Preparation.Ready ready ->
            new Prepared.Ready(
                pipeline.encoder().picture(ready.pixels()),
                ready.info(),
                ready.further().stream().map(this::cutting).toList(),
                asked);
      };
    });
  }

  private Cutting cutting(Preparation.Part part) {
    return new Cutting(pipeline.encoder().picture(part.pixels()), part.region());
  }

  private Asked asked() {
    if (request.getEmbeddingOnly()) {
      return Asked.NOTHING;
    }
    ServingModel model = pipeline.node().model();
    Asked asked = new Asked(model.prompt(profile, text), model.labels(request.getLabelsList()));
    if (asked.ranks()) {
      pipeline.scorer().requireRoom(asked.prompt(), asked.labels());
    }
    return asked;
  }

  private CompletableFuture<Void> answered(Prepared.Ready ready) {
    interruption.check();
    long begunNanos = System.nanoTime();
    List<Picture> pictures = new ArrayList<>();
    pictures.add(ready.picture());
    ready.further().forEach(cutting -> pictures.add(cutting.picture()));
    return track(pipeline.encoder().encodeAll(pictures, bytes -> interruption.ticket(lane, bytes)))
        .whenComplete((encoded, failure) ->
            clock.add("encode", outcome(failure), System.nanoTime() - begunNanos))
        // Off the encoder's thread, whose time belongs to the next batch.
        .thenComposeAsync(encoded -> answered(ready, encoded), pipeline.answers());
  }

  /**
   * @param images the picture's first, then those of further lesions
   */
  private CompletableFuture<Void> answered(Prepared.Ready ready, List<EncodedImage> images) {
    EncodedImage encoded = images.getFirst();
    AdapterLease adapter = adapter();
    boolean writing = false;
    try {
      responses.send(encodedMessage(images, adapter, ready));
      if (request.getEmbeddingOnly()) {
        return CompletableFuture.completedFuture(null);
      }
      CompletableFuture<Void> ended =
          ready.asked().ranks()
              ? rank(ready.asked(), encoded, adapter)
              : write(ready.asked().prompt(), encoded, adapter);
      writing = true;
      return ended;
    } finally {
      if (!writing) {
        adapter.close();
      }
    }
  }

  /** Held from before the answer names it until its last token; an embedding needs none. */
  private AdapterLease adapter() {
    return request.getEmbeddingOnly()
        ? AdapterLease.fixed(0)
        : pipeline.node().model().adapters().acquire(profile);
  }

  private CompletableFuture<Void> write(long[] prompt, EncodedImage encoded, AdapterLease adapter) {
    long begunNanos = System.nanoTime();
    Optional<FormGuide> guide =
        request.hasQuestion()
            ? Optional.empty()
            : pipeline.node().model().guide(profile, request.getLanguage());
    TextAnswer answer = new TextAnswer(new TextOutlet(responses), request.getWholeText());
    pipeline
        .node()
        .model()
        .write(
            profile,
            adapter,
            prompt,
            encoded,
            sampling,
            guide.orElse(null),
            interruption.ticket(lane, 0),
            answer);
    CompletableFuture<GeneratedText> written =
        answer
            .text()
            .whenComplete((generated, failure) -> {
              adapter.close();
              clock.add("generate", outcome(failure), System.nanoTime() - begunNanos);
            });
    // A copy, because one who cancels does not end the text: it still reads with its adapter.
    return track(written.copy())
        // Off the generator's thread, on which all texts of a batch wait for their next token.
        .thenAcceptAsync(
            generated ->
                responses.send(
                    InferResponse.newBuilder().setFinished(finished(generated, guide)).build()),
            pipeline.answers());
  }

  private CompletableFuture<Void> rank(Asked asked, EncodedImage encoded, AdapterLease adapter) {
    long begunNanos = System.nanoTime();
    RankWork work =
        new RankWork(
            new LabelQuestion(asked.prompt(), asked.labels(), encoded, adapter.adapterId()),
            adapter,
            interruption);
    return track(pipeline.ranker().submit(work, interruption.ticket(lane, 0)))
        .whenComplete((scores, failure) -> {
          work.drop();
          clock.add("rank", outcome(failure), System.nanoTime() - begunNanos);
        })
        // Off the ranker's thread, on which the next labels wait.
        .thenAcceptAsync(
            scores ->
                responses.send(
                    InferResponse.newBuilder()
                        .setFinished(
                            Finished.newBuilder()
                                .setFinishReason(FinishReason.FINISH_REASON_END)
                                .addAllTimings(clock.take())
                                .addAllRanking(Rankings.of(request.getLabelsList(), scores)))
                        .build()),
            pipeline.answers());
  }

  /** Remembers what to cancel; at once if the caller has gone meanwhile. */
  private <T> CompletableFuture<T> track(CompletableFuture<T> future) {
    stage = future;
    if (abandoned) {
      future.cancel(false);
    }
    return future;
  }

  private void end(@Nullable Throwable failure) {
    // First of all: who hears of the end may come again at once.
    permit.close();
    try {
      if (!begun) {
        recordQueue(outcome(failure));
      }
      if (failure == null) {
        responses.complete();
      } else {
        fail(pipeline.told(cause(failure)));
      }
    } finally {
      use.close();
    }
  }

  private Finished finished(GeneratedText generated, Optional<FormGuide> guide) {
    // A text that was steered to its close is whole by its form alone.
    boolean whole = generated.ended() && !guide.map(FormGuide::steered).orElse(false);
    return Finished.newBuilder()
        .setText(generated.text())
        .setFinishReason(whole ? FinishReason.FINISH_REASON_END : FinishReason.FINISH_REASON_LENGTH)
        .setGeneratedTokens(generated.tokens())
        .addAllTimings(clock.take())
        .addAllLabelLikelihoods(
            guide.map(FormGuide::labelLikelihoods).orElse(List.of()).stream()
                .map(InferCall::message)
                .toList())
        .build();
  }

  private static LabelLikelihood message(ClassLikelihood likelihood) {
    return LabelLikelihood.newBuilder()
        .setIdCode(likelihood.idCode())
        .setLikelihoodPercent(PERCENT * likelihood.probability())
        .build();
  }

  private void fail(Throwable failure) {
    if (!(failure instanceof ServiceException || failure instanceof CancellationException)) {
      try (LogContext _ = LogContext.of(request.getRequestId(), trace)) {
        log.error("Request {} failed", request.getRequestId(), failure);
      }
    }
    Error error = StatusMapping.toError(failure, request.getRequestId());
    responses.fail(StatusMapping.toException(error));
  }

  private InferResponse encodedMessage(
      List<EncodedImage> images, AdapterLease adapter, Prepared.Ready ready) {
    Encoded.Builder message =
        Encoded.newBuilder()
            .setImage(ready.info())
            .setProvenance(pipeline.node().provenance(use.release(), profile, adapter.identity()))
            .addAllTimings(clock.take())
            .setNotice(use.release().notice());
    message.addAllEmbedding(values(images.getFirst()));
    for (int i = 1; i < images.size(); i++) {
      message.addFurtherRegions(
          FurtherRegion.newBuilder()
              .setRegion(ready.further().get(i - 1).region())
              .addAllEmbedding(values(images.get(i))));
    }
    return InferResponse.newBuilder().setEncoded(message).build();
  }

  private static List<Float> values(EncodedImage image) {
    List<Float> values = new ArrayList<>(image.embedding().length);
    for (float value : image.embedding()) {
      values.add(value);
    }
    return values;
  }

  private InferResponse rejected(Prepared.Unfit unfit) {
    return InferResponse.newBuilder()
        .setRejected(
            Rejected.newBuilder()
                .setError(
                    StatusMapping.error(unfit.code(), unfit.sentence(), request.getRequestId()))
                .setProvenance(pipeline.node().provenance(use.release(), profile, ""))
                .addAllTimings(clock.take()))
        .build();
  }

  private void recordQueue(String outcome) {
    clock.record("queue", outcome, System.nanoTime() - acceptedNanos);
  }

  private <T> T inContext(Supplier<T> work) {
    try (LogContext _ = LogContext.of(request.getRequestId(), trace)) {
      return work.get();
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static String outcome(@Nullable Throwable failure) {
    if (failure == null) {
      return StageClock.OK;
    }
    return switch (cause(failure)) {
      case ServiceException known -> known.code().name();
      case CancellationException e -> ErrorCode.CANCELLED.name();
      default -> ErrorCode.INTERNAL.name();
    };
  }
}
