package dev.dermstream.gateway.screening;

import static dev.dermstream.gateway.screening.GatewayTimings.timing;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.admission.Lane;
import dev.dermstream.gateway.admission.Work;
import dev.dermstream.gateway.audit.Conclusions;
import dev.dermstream.gateway.audit.ImageAudit;
import dev.dermstream.gateway.routing.RoutedListener;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.AskFinished;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Error;
import io.vertx.grpc.server.GrpcServerRequest;
import org.jspecify.annotations.Nullable;

/** {@code Ask}: an image and a question in, the answer piece by piece, then {@code finished}. */
final class AskHandler {
  private static final String METHOD = "Ask";

  private final CallSupport support;

  AskHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<AskRequest, AskResponse> request) {
    InboundCall<AskResponse> call = support.open(request, METHOD);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), AskRequest.parser(), question -> ask(question, call));
    }
  }

  void ask(AskRequest request, InboundCall<AskResponse> call) {
    call.imageCame(request::getImage);
    RequestChecks.profile(request.getProfile());
    call.caller().requireProfile(request.getProfile());
    RequestChecks.language(request.getLanguage());
    RequestChecks.lane(request.getLane());
    RequestChecks.region(request.getRegionOfInterest());
    RequestChecks.question(request.getQuestion());
    RequestChecks.sampling(request.getSampling());
    RequestChecks.image(request.getImage());
    Place place =
        support
            .admissions()
            .place(
                Lane.of(request.getLane()),
                Work.QUESTION,
                request.getSerializedSize(),
                call.context());
    ImageAudit audit = support.audit(call, METHOD, request.getImage());
    GatewayTimings timings = support.timings().of(request.getLane(), call.context().trace());
    Answer answer = new Answer(call, timings, place, audit);
    call.onStop(answer::stop);
    call.onDecongested(answer::resume);
    place.enter(
        () ->
            answer.node =
                support.peers().nodes().infer(question(request, call), call.context(), answer),
        answer::fail);
  }

  private static InferRequest question(AskRequest request, InboundCall<AskResponse> call) {
    InferRequest.Builder question =
        InferRequest.newBuilder()
            .setRequestId(call.requestId())
            .setProfile(request.getProfile())
            .setImage(request.getImage())
            .setLanguage(request.getLanguage())
            .setQuestion(request.getQuestion())
            .setLane(request.getLane())
            .setRegionOfInterest(request.getRegionOfInterest());
    if (request.hasSampling()) {
      question.setSampling(request.getSampling());
    }
    return question.build();
  }

  /** Passes the pieces on no faster than the caller reads them. */
  private static final class Answer implements RoutedListener {
    private final InboundCall<AskResponse> call;
    private final GatewayTimings timings;
    private final ImageAudit audit;
    private final long startNanos = System.nanoTime();
    private final Place place;
    private @Nullable UpstreamCall node;
    private @Nullable Encoded encoded;
    private boolean written;
    private boolean concluded;

    Answer(InboundCall<AskResponse> call, GatewayTimings timings, Place place, ImageAudit audit) {
      this.call = call;
      this.timings = timings;
      this.place = place;
      this.audit = audit;
    }

    void stop() {
      place.leave();
      if (node != null) {
        node.cancel();
      }
      if (!concluded) {
        concluded = true;
        boolean deadlinePassed = call.context().deadline().remainingMillis() == 0;
        timings.abandoned(deadlinePassed, System.nanoTime() - startNanos);
        audit.abandoned(deadlinePassed, origin());
      }
    }

    void resume() {
      if (node != null) {
        node.resume();
      }
    }

    @Override
    public void encoded(Encoded encoded) {
      this.encoded = encoded;
    }

    @Override
    public void text(String piece) {
      place.answered();
      written = true;
      call.write(AskResponse.newBuilder().setText(piece).build());
      if (call.isCongested() && node != null) {
        node.pause();
      }
    }

    @Override
    public boolean restart() {
      encoded = null;
      return !written;
    }

    @Override
    public void ended(InferOutcome outcome) {
      switch (outcome) {
        case InferOutcome.Written written when encoded != null ->
            finish(encoded, written.finished());
        case InferOutcome.Refused refused -> fail(refused.rejected().getError());
        case InferOutcome.Failed failed -> fail(failed.error());
        case InferOutcome.Written w -> fail(fault());
        case InferOutcome.EncodedOnly e -> fail(fault());
      }
    }

    private void finish(Encoded encoded, Finished finished) {
      concluded = true;
      place.served();
      AskFinished answer =
          AskFinished.newBuilder()
              .setRequestId(call.requestId())
              .setFinishReason(finished.getFinishReason())
              .setGeneratedTokens(finished.getGeneratedTokens())
              .setProvenance(encoded.getProvenance())
              .setNotice(encoded.getNotice())
              .setImage(encoded.getImage())
              .addAllTimings(encoded.getTimingsList())
              .addAllTimings(finished.getTimingsList())
              .addTimings(place.timing(call.context().deadline()))
              .addTimings(
                  timing(
                      GatewayTimings.TOTAL,
                      System.nanoTime() - startNanos,
                      call.context().deadline()))
              .build();
      timings.answered(answer.getProvenance().getProfile(), answer.getTimingsList());
      audit.end(
          Conclusion.answered(origin(), Conclusions.area(encoded.getImage())),
          call.requestId(),
          timings.audited(
              answer.getProvenance().getProfile(),
              () -> call.end(AskResponse.newBuilder().setFinished(answer).build())),
          call::fail);
    }

    private void fail(Error error) {
      concluded = true;
      place.failed(error);
      timings.failed(error, System.nanoTime() - startNanos);
      Error told = error.toBuilder().setRequestId(call.requestId()).build();
      audit.end(
          Conclusions.of(told, origin()),
          call.requestId(),
          timings.audited("", () -> call.fail(told)),
          call::fail);
    }

    private Origin origin() {
      return Conclusions.origin(encoded == null ? null : encoded.getProvenance());
    }

    private Error fault() {
      return StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, call.requestId());
    }
  }
}
