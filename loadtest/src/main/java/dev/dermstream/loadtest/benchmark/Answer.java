package dev.dermstream.loadtest.benchmark;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A unary call's answer as a future. */
final class Answer<T> extends CompletableFuture<float[]> implements StreamObserver<T> {
  private final Function<T, float[]> scores;
  private @Nullable T response;

  Answer(Function<T, float[]> scores) {
    this.scores = scores;
  }

  @Override
  public void onNext(T value) {
    response = value;
  }

  @Override
  public void onError(Throwable failure) {
    completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    if (response == null) {
      completeExceptionally(new IllegalStateException("The call ended without an answer"));
    } else {
      complete(scores.apply(response));
    }
  }
}
