package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.guide.ClassLikelihood;
import dev.dermstream.node.guide.FormGuide;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.LabelLikelihood;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One accepted request, from the queue to its last message. Runs once, on an inference thread; asks
 * before every stage and every token whether anyone still waits.
 */
final class InferCall implements InferencePool.Task {
  private static final Logger log = LoggerFactory.getLogger(InferCall.class);
  private static final String REQUEST_ID = "request_id";
  private static final double PERCENT = 100;

  private final ServedNode node;
  private final Profile profile;
  private final InferRequest request;
  private final String text;
  private final ServerCallStreamObserver<InferResponse> observer;
  private final StageClock clock;
  private final CallInterruption interruption = new CallInterruption();
  private final long acceptedNanos = System.nanoTime();

  /**
   * Made on the thread that carries the call's context.
   *
   * @param text the profile's prompt or the caller's question
   */
  InferCall(
      ServedNode node,
      Profile profile,
      InferRequest request,
      String text,
      ServerCallStreamObserver<InferResponse> observer,
      StageClock clock) {
    this.node = node;
    this.profile = profile;
    this.request = request;
    this.text = text;
    this.observer = observer;
    this.clock = clock;
  }

  @Override
  public int payloadBytes() {
    return request.getImage().size();
  }

  /** Notes a request that no thread had begun when its caller went away. */
  void recordAbandoned() {
    recordQueue(ErrorCode.CANCELLED.name());
  }

  @Override
  public void run() {
    MDC.put(REQUEST_ID, request.getRequestId());
    try {
      awaited();
      infer();
      observer.onCompleted();
    } catch (ServiceException e) {
      fail(e);
    } catch (RuntimeException | java.lang.Error e) {
      // Errors too: a caller must never wait for an answer that nobody will send.
      log.error("The request failed", e);
      fail(e);
    } finally {
      MDC.remove(REQUEST_ID);
    }
  }

  private void awaited() {
    try {
      interruption.check();
      recordQueue(StageClock.OK);
    } catch (ServiceException e) {
      recordQueue(e.code().name());
      throw e;
    }
  }

  private void infer() {
    // First of all, because a text that cannot be asked must not cost a picture.
    long[] prompt = request.getEmbeddingOnly() ? new long[0] : node.model().prompt(profile, text);
    switch (node.preparer().prepare(request.getImage().toByteArray(), interruption, clock)) {
      case Preparation.Unfit unfit -> reject(unfit);
      case Preparation.Ready ready -> answer(ready, prompt);
    }
  }

  private void answer(Preparation.Ready ready, long[] prompt) {
    interruption.check();
    EncodedImage encoded = clock.time("encode", () -> node.model().encode(ready.pixels()));
    observer.onNext(encodedMessage(encoded, ready.info()));
    if (!request.getEmbeddingOnly()) {
      generate(prompt, encoded);
    }
  }

  private void generate(long[] prompt, EncodedImage encoded) {
    TextOutlet outlet = new TextOutlet(observer);
    Consumer<String> pieces = request.getWholeText() ? piece -> {} : outlet::accept;
    Optional<FormGuide> guide =
        request.hasQuestion()
            ? Optional.empty()
            : node.model().guide(profile, request.getLanguage());
    GeneratedText generated =
        clock.time(
            "generate",
            () ->
                node.model()
                    .generate(profile, prompt, encoded, interruption, guide.orElse(null), pieces));
    outlet.flush();
    observer.onNext(InferResponse.newBuilder().setFinished(finished(generated, guide)).build());
  }

  private Finished finished(GeneratedText generated, Optional<FormGuide> guide) {
    // A text that the limit steered to its close is whole by its form alone.
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

  private InferResponse encodedMessage(EncodedImage encoded, ImageInfo info) {
    Encoded.Builder message =
        Encoded.newBuilder()
            .setImage(info)
            .setProvenance(node.provenance(profile))
            .addAllTimings(clock.take())
            .setNotice(node.release().notice());
    for (float value : encoded.embedding()) {
      message.addEmbedding(value);
    }
    return InferResponse.newBuilder().setEncoded(message).build();
  }

  private void reject(Preparation.Unfit unfit) {
    observer.onNext(
        InferResponse.newBuilder()
            .setRejected(
                Rejected.newBuilder()
                    .setError(
                        StatusMapping.error(unfit.code(), unfit.sentence(), request.getRequestId()))
                    .setProvenance(node.provenance(profile))
                    .addAllTimings(clock.take()))
            .build());
  }

  private void recordQueue(String outcome) {
    clock.record("queue", outcome, System.nanoTime() - acceptedNanos);
  }

  private void fail(Throwable failure) {
    Error error = StatusMapping.toError(failure, request.getRequestId());
    observer.onError(StatusMapping.toException(error));
  }
}
