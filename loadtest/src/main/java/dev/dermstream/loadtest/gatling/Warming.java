package dev.dermstream.loadtest.gatling;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import dev.dermstream.loadtest.gatling.action.ChannelPool;
import dev.dermstream.loadtest.gatling.picture.DrawnPictures;
import dev.dermstream.loadtest.load.Client;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Callers before the run, of whom nothing is recorded: they warm the servers up, or find out how
 * much these can do. Closes nothing. Thread-safe.
 */
record Warming(ChannelPool channels, DrawnPictures pictures, String profile, long deadlineMillis)
    implements Client {
  @Override
  public CompletableFuture<?> call(int index) {
    CompletableFuture<ScreenResponse> answered = new CompletableFuture<>();
    Futures.addCallback(
        ScreeningServiceGrpc.newFutureStub(channels.next())
            .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
            .screen(
                ScreenRequest.newBuilder()
                    .setImage(pictures.photograph(index))
                    .setProfile(profile)
                    .setLane(Lane.LANE_ROUTINE)
                    .build()),
        new FutureCallback<>() {
          @Override
          public void onSuccess(ScreenResponse answer) {
            Status.Code outcome = Outcomes.of(answer.getReport());
            if (outcome == Status.Code.OK) {
              answered.complete(answer);
            } else {
              answered.completeExceptionally(outcome.toStatus().asException());
            }
          }

          @Override
          public void onFailure(Throwable failure) {
            answered.completeExceptionally(failure);
          }
        },
        MoreExecutors.directExecutor());
    return answered;
  }

  @Override
  public void close() {}
}
