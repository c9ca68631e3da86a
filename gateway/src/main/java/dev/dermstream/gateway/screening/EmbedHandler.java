package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.admission.Work;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.StageTiming;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.Optional;

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
    RequestChecks.region(request.getRegionOfInterest());
    RequestChecks.image(request.getImage());
    InferRequest embedding =
        InferRequest.newBuilder()
            .setRequestId(call.requestId())
            .setProfile(request.getProfile())
            .setImage(request.getImage())
            .setEmbeddingOnly(true)
            .setLane(request.getLane())
            .setRegionOfInterest(request.getRegionOfInterest())
            .build();
    WholeAnswer.begin(
        support,
        call,
        METHOD,
        Work.EMBEDDING,
        request.getSerializedSize(),
        embedding,
        (encoded, outcome, timings) -> answer(call.requestId(), encoded, outcome, timings));
  }

  private static Optional<EmbedResponse> answer(
      String requestId, Encoded encoded, InferOutcome outcome, List<StageTiming> timings) {
    if (!(outcome instanceof InferOutcome.EncodedOnly)) {
      return Optional.empty();
    }
    return Optional.of(
        EmbedResponse.newBuilder()
            .setRequestId(requestId)
            .addAllEmbedding(encoded.getEmbeddingList())
            .setProvenance(encoded.getProvenance())
            .setImage(encoded.getImage())
            .addAllTimings(timings)
            .build());
  }
}
