package dev.dermstream.gateway.screening;

import dev.dermstream.v1.Accepted;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.Scored;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.Writing;
import io.vertx.grpc.server.GrpcServerRequest;

/** {@code Screen}: one image, one report. */
final class ScreenHandler {
  private static final String METHOD = "Screen";

  private final CallSupport support;

  ScreenHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<ScreenRequest, ScreenResponse> request) {
    InboundCall<ScreenResponse> call = support.open(request, METHOD);
    if (call.enter(support.gate(), () -> {})) {
      Inbound.single(
          request, call, support.limits(), ScreenRequest.parser(), image -> screen(image, call));
    }
  }

  void screen(ScreenRequest request, InboundCall<ScreenResponse> call) {
    checked(request, call, new Answer(call)).start();
  }

  /** With the events of a stream of one image, which has no correlation id. */
  void follow(ScreenRequest request, InboundCall<ScreenStreamResponse> call) {
    checked(request, call, new Events(call)).start();
  }

  private ImageScreening checked(
      ScreenRequest request, InboundCall<?> call, ScreeningListener listener) {
    call.imageCame(request::getImage);
    RequestChecks.profile(request.getProfile());
    call.caller().requireProfile(request.getProfile());
    RequestChecks.language(request.getLanguage());
    RequestChecks.lane(request.getLane());
    RequestChecks.region(request.getRegionOfInterest());
    ImageScreening screening = support.screening(request, call.context(), call, METHOD, listener);
    call.onStop(screening::cancel);
    call.imageTaken();
    return screening;
  }

  private record Answer(InboundCall<ScreenResponse> call) implements ScreeningListener {
    @Override
    public void scored(Label label) {
      // The report will carry it.
    }

    @Override
    public void writing(Writing piece) {
      // The report will carry the whole.
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

  private record Events(InboundCall<ScreenStreamResponse> call) implements ScreeningListener {
    @Override
    public void accepted() {
      call.write(
          ScreenStreamResponse.newBuilder()
              .setAccepted(Accepted.newBuilder().setRequestId(call.requestId()))
              .build());
    }

    @Override
    public void scored(Label label) {
      call.write(
          ScreenStreamResponse.newBuilder().setScored(Scored.newBuilder().setLabel(label)).build());
    }

    @Override
    public void writing(Writing piece) {
      call.write(ScreenStreamResponse.newBuilder().setWriting(piece).build());
    }

    @Override
    public void reported(Report report) {
      call.end(ScreenStreamResponse.newBuilder().setReport(report).build());
    }

    @Override
    public void failed(Error error) {
      call.fail(error);
    }
  }
}
