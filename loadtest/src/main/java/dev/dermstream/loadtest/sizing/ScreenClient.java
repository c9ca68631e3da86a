package dev.dermstream.loadtest.sizing;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.loadtest.load.Client;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks a gateway for the same image again and again. */
final class ScreenClient implements Client {
  /** As many as a photograph that a telephone sends. */
  static final int IMAGE_BYTES = 60_000;

  private final ManagedChannel channel;
  private final ScreenRequest request =
      ScreenRequest.newBuilder().setImage(ByteString.copyFrom(new byte[IMAGE_BYTES])).build();

  ScreenClient(int port) {
    channel = Channels.open(port);
  }

  @Override
  public CompletableFuture<?> call(int index) {
    CompletableFuture<ScreenResponse> answer = new CompletableFuture<>();
    Futures.addCallback(
        ScreeningServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS)
            .screen(request),
        new FutureCallback<>() {
          @Override
          public void onSuccess(ScreenResponse response) {
            answer.complete(response);
          }

          @Override
          public void onFailure(Throwable failure) {
            answer.completeExceptionally(failure);
          }
        },
        MoreExecutors.directExecutor());
    return answer;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
