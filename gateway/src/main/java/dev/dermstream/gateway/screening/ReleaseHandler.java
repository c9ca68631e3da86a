package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.security.Caller;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.GetReleaseResponse;
import dev.dermstream.v1.Release;
import io.vertx.grpc.server.GrpcServerRequest;

/** {@code GetRelease}: what the node serves now, as far as it is the caller's. */
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
    Runnable cancel =
        support
            .peers()
            .nodes()
            .describe(
                call.context(),
                described ->
                    call.end(
                        GetReleaseResponse.newBuilder()
                            .setRelease(usable(described.getRelease(), call.caller()))
                            .build()),
                error -> call.fail(error.toBuilder().setRequestId(call.requestId()).build()));
    call.onStop(cancel);
  }

  /** Callers who may use some profiles only are not told of the others. */
  private static Release usable(Release whole, Caller caller) {
    if (!caller.isRestricted()) {
      return whole;
    }
    Release.Builder own = whole.toBuilder().clearProfiles();
    whole.getProfilesList().stream()
        .filter(profile -> caller.mayUse(profile.getName()))
        .forEach(own::addProfiles);
    // They have no default: they must name a profile in every request.
    return own.clearDefaultProfile().build();
  }
}
