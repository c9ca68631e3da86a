package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.GetReleaseResponse;
import io.vertx.grpc.server.GrpcServerRequest;

/** {@code GetRelease}: what the node serves now. */
final class ReleaseHandler {
  private final CallSupport support;

  ReleaseHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<GetReleaseRequest, GetReleaseResponse> request) {
    InboundCall<GetReleaseResponse> call = support.open(request);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), GetReleaseRequest.parser(), nothing -> describe(call));
    }
  }

  void describe(InboundCall<GetReleaseResponse> call) {
    UpstreamCall node =
        support
            .peers()
            .node()
            .describe(
                call.context(),
                described ->
                    call.end(
                        GetReleaseResponse.newBuilder().setRelease(described.getRelease()).build()),
                error -> call.fail(error.toBuilder().setRequestId(call.requestId()).build()));
    call.onStop(node::cancel);
  }
}
