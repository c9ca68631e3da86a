package dev.dermstream.gateway.screening;

import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import io.vertx.grpc.server.GrpcServerRequest;

/** {@code Screen}: one image, one report. */
final class ScreenHandler {
  private final CallSupport support;

  ScreenHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<ScreenRequest, ScreenResponse> request) {
    InboundCall<ScreenResponse> call = support.open(request);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), ScreenRequest.parser(), image -> screen(image, call));
    }
  }

  private void screen(ScreenRequest request, InboundCall<ScreenResponse> call) {
    RequestChecks.profile(request.getProfile());
    call.caller().requireProfile(request.getProfile());
    RequestChecks.language(request.getLanguage());
    RequestChecks.lane(request.getLane());
    ImageScreening screening = support.screening(request, call.context(), new Answer(call));
    call.onStop(screening::cancel);
    screening.start();
  }

  private record Answer(InboundCall<ScreenResponse> call) implements ScreeningListener {
    @Override
    public void scored(Label label) {
      // The report will carry it.
    }

    @Override
    public void reported(Report report) {
      call.end(ScreenResponse.newBuilder().setReport(report).build());
    }

    @Override
    public void failed(Error error) {
      call.fail(error);
    }
  }
}
