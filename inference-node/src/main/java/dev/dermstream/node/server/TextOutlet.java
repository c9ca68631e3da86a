package dev.dermstream.node.server;

import dev.dermstream.node.v1.InferResponse;

/**
 * Sends pieces of text while the caller keeps up, and gathers them into fewer messages while it
 * does not: a slow caller neither holds a worker nor fills the memory. Confined to one thread.
 */
final class TextOutlet {
  private final Responses responses;
  private final StringBuilder waiting = new StringBuilder();

  TextOutlet(Responses responses) {
    this.responses = responses;
  }

  void accept(String piece) {
    waiting.append(piece);
    if (responses.isReady()) {
      flush();
    }
  }

  /** Sends what waits, ready or not. */
  void flush() {
    if (!waiting.isEmpty()) {
      responses.send(InferResponse.newBuilder().setText(waiting.toString()).build());
      waiting.setLength(0);
    }
  }
}
