package dev.dermstream.loadtest.chaos;

import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** Asks by {@code Screen}, a call for each attempt, under the attempt's own id. */
final class UnaryDoor implements Door {
  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;

  UnaryDoor(ManagedChannel channel) {
    this.channel = channel;
  }

  @Override
  public void send(Attempt attempt) {
    Metadata headers = new Metadata();
    headers.put(REQUEST_ID, attempt.id());
    ScreeningServiceGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(attempt.request().remainingNanos(), TimeUnit.NANOSECONDS)
        .screen(attempt.request().message(), new Answer(attempt));
  }

  private record Answer(Attempt attempt) implements StreamObserver<ScreenResponse> {
    @Override
    public void onNext(ScreenResponse response) {
      attempt.end(
          response.getReport().getRequestId().equals(attempt.id())
              ? new Ending.Answered(response.getReport())
              : new Ending.Refused(
                  "the answer to request " + response.getReport().getRequestId(), false));
    }

    @Override
    public void onError(Throwable failure) {
      attempt.end(Ending.of(failure));
    }

    @Override
    public void onCompleted() {
      // The message was the end; a call of one message that has none fails.
    }
  }
}
