package dev.dermstream.gateway.screening;

import static dev.dermstream.gateway.screening.GatewayTimings.timing;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.InferListener;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.Error;
import io.vertx.grpc.server.GrpcServerRequest;
import org.jspecify.annotations.Nullable;

/** {@code Embed}: an image in, its embedding out. */
final class EmbedHandler {
  private final CallSupport support;

  EmbedHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<EmbedRequest, EmbedResponse> request) {
    InboundCall<EmbedResponse> call = support.open(request);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), EmbedRequest.parser(), image -> embed(image, call));
    }
  }

  private void embed(EmbedRequest request, InboundCall<EmbedResponse> call) {
    RequestChecks.profile(request.getProfile());
    RequestChecks.lane(request.getLane());
    RequestChecks.image(request.getImage());
    UpstreamCall node =
        support
            .peers()
            .node()
            .infer(
                InferRequest.newBuilder()
                    .setRequestId(call.requestId())
                    .setProfile(request.getProfile())
                    .setImage(request.getImage())
                    .setEmbeddingOnly(true)
                    .setLane(request.getLane())
                    .build(),
                call.context(),
                new Answer(call, support.timings().of(request.getLane(), call.context().trace())));
    call.onStop(node::cancel);
  }

  private static final class Answer implements InferListener {
    private final InboundCall<EmbedResponse> call;
    private final GatewayTimings timings;
    private final long startNanos = System.nanoTime();
    private @Nullable Encoded encoded;

    Answer(InboundCall<EmbedResponse> call, GatewayTimings timings) {
      this.call = call;
      this.timings = timings;
    }

    @Override
    public void encoded(Encoded encoded) {
      this.encoded = encoded;
    }

    @Override
    public void text(String piece) {
      // None comes where only the embedding was asked for.
    }

    @Override
    public void ended(InferOutcome outcome) {
      switch (outcome) {
        case InferOutcome.EncodedOnly e when encoded != null -> finish(encoded);
        case InferOutcome.Refused refused -> fail(refused.rejected().getError());
        case InferOutcome.Failed failed -> fail(failed.error());
        case InferOutcome.EncodedOnly e -> fail(fault());
        case InferOutcome.Written w -> fail(fault());
      }
    }

    private void finish(Encoded encoded) {
      EmbedResponse answer =
          EmbedResponse.newBuilder()
              .setRequestId(call.requestId())
              .addAllEmbedding(encoded.getEmbeddingList())
              .setProvenance(encoded.getProvenance())
              .addAllTimings(encoded.getTimingsList())
              .addTimings(timing(GatewayTimings.TOTAL, System.nanoTime() - startNanos))
              .build();
      timings.answered(answer.getProvenance().getProfile(), answer.getTimingsList());
      call.end(answer);
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
