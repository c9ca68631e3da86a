package dev.dermstream.node.server;

import dev.dermstream.node.v1.InferResponse;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * Sends pieces of text while the caller keeps up, and gathers them into fewer messages while it
 * does not: a slow caller neither holds a worker nor fills the memory. Confined to one thread.
 */
final class TextOutlet {
  private final ServerCallStreamObserver<InferResponse> observer;
  private final StringBuilder waiting = new StringBuilder();

  TextOutlet(ServerCallStreamObserver<InferResponse> observer) {
    this.observer = observer;
  }

  void accept(String piece) {
    waiting.append(piece);
    if (observer.isReady()) {
      flush();
    }
  }

  /** Sends what waits, ready or not. */
  void flush() {
    if (!waiting.isEmpty()) {
      observer.onNext(InferResponse.newBuilder().setText(waiting.toString()).build());
      waiting.setLength(0);
    }
  }
}
