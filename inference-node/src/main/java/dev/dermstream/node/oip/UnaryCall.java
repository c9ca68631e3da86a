package dev.dermstream.node.oip;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.oip.v2.ModelInferResponse;
import io.grpc.stub.StreamObserver;

/** The answering side of one {@code ModelInfer}. */
record UnaryCall(String requestId, StreamObserver<ModelInferResponse> observer)
    implements AnswerListener<ModelInferResponse> {
  @Override
  public void part(ModelInferResponse part) {
    throw new IllegalStateException("A part where no stream was asked for");
  }

  @Override
  public void last(ModelInferResponse answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  @Override
  public void failed(Throwable failure) {
    observer.onError(StatusMapping.toException(StatusMapping.toError(failure, requestId)));
  }
}
