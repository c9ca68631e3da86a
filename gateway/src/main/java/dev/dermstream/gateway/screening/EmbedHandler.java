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
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.Error;
import io.vertx.grpc.server.GrpcServerRequest;
import org.jspecify.annotations.Nullable;

/** {@code Embed}: an image in, its embedding out. */
final class EmbedHandler {
  private static final String METHOD = "Embed";

  private final CallSupport support;

  EmbedHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<EmbedRequest, EmbedResponse> request) {
    InboundCall<EmbedResponse> call = support.open(request, METHOD);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), EmbedRequest.parser(), image -> embed(image, call));
    }
  }

  void embed(EmbedRequest request, InboundCall<EmbedResponse> call) {
    call.imageCame(request::getImage);
    RequestChecks.profile(request.getProfile());
    call.caller().requireProfile(request.getProfile());
    RequestChecks.lane(request.getLane());
    RequestChecks.image(request.getImage());
    Place place =
        support
            .admissions()
            .place(
                Lane.of(request.getLane()),
                Work.EMBEDDING,
                request.getSerializedSize(),
                call.context());
    ImageAudit audit = support.audit(call, METHOD, request.getImage());
    Answer answer = new Answer(call, support.timings(), place, audit);
    call.onStop(answer::abandoned);
    place.enter(() -> send(request, call, answer), answer::fail);
  }

  private void send(EmbedRequest request, InboundCall<EmbedResponse> call, Answer answer) {
    UpstreamCall node =
        support
            .peers()
            .nodes()
            .infer(
                InferRequest.newBuilder()
                    .setRequestId(call.requestId())
                    .setProfile(request.getProfile())
                    .setImage(request.getImage())
                    .setEmbeddingOnly(true)
                    .setLane(request.getLane())
                    .build(),
                call.context(),
                answer);
    call.onStop(() -> {
      node.cancel();
      answer.abandoned();
    });
  }

  private static final class Answer implements RoutedListener {
    private final InboundCall<EmbedResponse> call;
    private final GatewayTimings timings;
    private final ImageAudit audit;
    private final long startNanos = System.nanoTime();
    private final Place place;
    private @Nullable Encoded encoded;

    Answer(InboundCall<EmbedResponse> call, GatewayTimings timings, Place place, ImageAudit audit) {
      this.call = call;
      this.timings = timings;
      this.place = place;
      this.audit = audit;
    }

    void abandoned() {
      place.leave();
      audit.abandoned(call.context().deadline().remainingMillis() == 0, origin());
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
    public boolean restart() {
      encoded = null;
      return true;
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
      place.served();
      EmbedResponse answer =
          EmbedResponse.newBuilder()
              .setRequestId(call.requestId())
              .addAllEmbedding(encoded.getEmbeddingList())
              .setProvenance(encoded.getProvenance())
              .addAllTimings(encoded.getTimingsList())
              .addTimings(place.timing())
              .addTimings(timing(GatewayTimings.TOTAL, System.nanoTime() - startNanos))
              .build();
      timings.answered(answer.getProvenance().getProfile(), answer.getTimingsList());
      audit.end(
          Conclusion.answered(origin()), call.requestId(), () -> call.end(answer), call::fail);
    }

    private void fail(Error error) {
      place.failed(error);
      timings.failed(error, System.nanoTime() - startNanos);
      Error told = error.toBuilder().setRequestId(call.requestId()).build();
      audit.end(
          Conclusions.of(told, origin()), call.requestId(), () -> call.fail(told), call::fail);
    }

    private Origin origin() {
      return Conclusions.origin(encoded == null ? null : encoded.getProvenance());
    }

    private Error fault() {
      return StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, call.requestId());
    }
  }
}
