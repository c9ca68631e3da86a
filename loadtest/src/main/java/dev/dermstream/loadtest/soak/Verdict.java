package dev.dermstream.loadtest.soak;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Waits for the end of a call and judges its messages. */
final class Verdict<T> implements StreamObserver<T> {
  private final CompletableFuture<String> verdict = new CompletableFuture<>();
  private final List<T> messages = new ArrayList<>();
  private final Predicate<List<T>> isRight;

  Verdict(Predicate<List<T>> isRight) {
    this.isRight = isRight;
  }

  CompletableFuture<String> future() {
    return verdict;
  }

  @Override
  public void onNext(T message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable failure) {
    verdict.complete(Status.fromThrowable(failure).getCode().name());
  }

  @Override
  public void onCompleted() {
    verdict.complete(isRight.test(messages) ? Probe.ANSWERED : Probe.WRONG_ANSWER);
  }
}
