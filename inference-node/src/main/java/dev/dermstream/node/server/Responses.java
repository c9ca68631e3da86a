package dev.dermstream.node.server;

import dev.dermstream.node.v1.InferResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * One call's messages to its caller. The stages of a call, a failing engine and a cancellation may
 * all speak up, on threads of their own; they speak one at a time, and nobody speaks after the end.
 * Thread-safe.
 */
final class Responses {
  private final ServerCallStreamObserver<InferResponse> observer;
  private boolean ended;

  Responses(ServerCallStreamObserver<InferResponse> observer) {
    this.observer = observer;
  }

  /** False while the caller does not keep up. */
  boolean isReady() {
    return observer.isReady();
  }

  synchronized void send(InferResponse message) {
    if (!ended) {
      observer.onNext(message);
    }
  }

  /** Ends the call well. */
  synchronized void complete() {
    if (!ended) {
      ended = true;
      observer.onCompleted();
    }
  }

  /** Ends the call with an error. */
  synchronized void fail(StatusRuntimeException failure) {
    if (!ended) {
      ended = true;
      observer.onError(failure);
    }
  }

  /** The caller has gone: nothing more is sent. */
  synchronized void abandon() {
    ended = true;
  }
}
