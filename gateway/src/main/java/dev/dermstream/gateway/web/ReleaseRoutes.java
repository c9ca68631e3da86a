package dev.dermstream.gateway.web;

import com.google.gson.JsonObject;
import dev.dermstream.gateway.screening.GrpcTimeout;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.screening.ScreeningMethods;
import dev.dermstream.v1.GetReleaseResponse;
import dev.dermstream.v1.Release;
import java.util.Set;
import java.util.function.Function;

/** What is served now, as JSON. For one event loop. */
final class ReleaseRoutes {
  private final ScreeningMethods methods;

  ReleaseRoutes(ScreeningMethods methods) {
    this.methods = methods;
  }

  void release(Exchange exchange) {
    serve(exchange, ProtoJson::print);
  }

  void profiles(Exchange exchange) {
    serve(exchange, ReleaseRoutes::profilesOf);
  }

  private void serve(Exchange exchange, Function<Release, String> rendering) {
    Fields fields = Fields.ofAddress(exchange.request(), Set.of());
    InboundCall<GetReleaseResponse> call =
        methods.open(
            new WholeReply<>(
                exchange, MediaType.JSON, answer -> rendering.apply(answer.getRelease())),
            exchange.requestId(),
            fields
                .deadline()
                .or(() -> GrpcTimeout.parse(exchange.request().getHeader("grpc-timeout"))));
    if (!call.isOver()) {
      exchange.onCallerLeft(call);
      methods.release(call);
    }
  }

  private static String profilesOf(Release release) {
    JsonObject whole = ProtoJson.object(release);
    JsonObject profiles = new JsonObject();
    profiles.add("defaultProfile", whole.get("defaultProfile"));
    profiles.add("profiles", whole.get("profiles"));
    return profiles.toString();
  }
}
