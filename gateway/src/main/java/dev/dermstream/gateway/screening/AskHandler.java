package dev.dermstream.gateway.screening;

import static dev.dermstream.gateway.screening.GatewayTimings.timing;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.InferListener;
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
  private final CallSupport support;

  AskHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<AskRequest, AskResponse> request) {
    InboundCall<AskResponse> call = support.open(request);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), AskRequest.parser(), question -> ask(question, call));
    }
  }

  private void ask(AskRequest request, InboundCall<AskResponse> call) {
    RequestChecks.profile(request.getProfile());
    RequestChecks.language(request.getLanguage());
    RequestChecks.lane(request.getLane());
    RequestChecks.question(request.getQuestion());
    RequestChecks.sampling(request.getSampling());
    RequestChecks.image(request.getImage());
    Answer answer =
        new Answer(call, support.timings().of(request.getLane(), call.context().trace()));
    call.onStop(answer::stop);
    call.onDecongested(answer::resume);
    answer.node = support.peers().node().infer(question(request, call), call.context(), answer);
  }

  private static InferRequest question(AskRequest request, InboundCall<AskResponse> call) {
    InferRequest.Builder question =
        InferRequest.newBuilder()
            .setRequestId(call.requestId())
            .setProfile(request.getProfile())
            .setImage(request.getImage())
            .setLanguage(request.getLanguage())
            .setQuestion(request.getQuestion())
            .setLane(request.getLane());
    if (request.hasSampling()) {
      question.setSampling(request.getSampling());
    }
    return question.build();
  }

  /** Passes the pieces on no faster than the caller reads them. */
  private static final class Answer implements InferListener {
    private final InboundCall<AskResponse> call;
    private final GatewayTimings timings;
    private final long startNanos = System.nanoTime();
    private @Nullable UpstreamCall node;
    private @Nullable Encoded encoded;

    Answer(InboundCall<AskResponse> call, GatewayTimings timings) {
      this.call = call;
      this.timings = timings;
    }

    void stop() {
      if (node != null) {
        node.cancel();
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
      call.write(AskResponse.newBuilder().setText(piece).build());
      if (call.isCongested() && node != null) {
        node.pause();
      }
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
      AskFinished answer =
          AskFinished.newBuilder()
              .setRequestId(call.requestId())
              .setFinishReason(finished.getFinishReason())
              .setGeneratedTokens(finished.getGeneratedTokens())
              .setProvenance(encoded.getProvenance())
              .setNotice(encoded.getNotice())
              .addAllTimings(encoded.getTimingsList())
              .addAllTimings(finished.getTimingsList())
              .addTimings(timing(GatewayTimings.TOTAL, System.nanoTime() - startNanos))
              .build();
      timings.answered(answer.getProvenance().getProfile(), answer.getTimingsList());
      call.end(AskResponse.newBuilder().setFinished(answer).build());
    }

    private void fail(Error error) {
      timings.failed(error, System.nanoTime() - startNanos);
      call.fail(error.toBuilder().setRequestId(call.requestId()).build());
    }

    private Error fault() {
      return StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, call.requestId());
    }
  }
}
