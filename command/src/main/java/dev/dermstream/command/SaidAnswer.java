package dev.dermstream.command;

import dev.dermstream.v1.AskFinished;
import dev.dermstream.v1.AskResponse;
import io.grpc.Status;
import java.util.Iterator;
import java.util.Optional;

/** The whole answer to a question. */
record SaidAnswer(String text, AskFinished finished) {
  /**
   * Joins the pieces.
   *
   * @throws io.grpc.StatusRuntimeException (INTERNAL) if they end without an end: half an answer
   *     may say the opposite of the whole
   */
  static SaidAnswer of(Iterator<AskResponse> pieces) {
    StringBuilder text = new StringBuilder();
    Optional<AskFinished> finished = Optional.empty();
    while (pieces.hasNext()) {
      AskResponse piece = pieces.next();
      text.append(piece.getText());
      if (piece.hasFinished()) {
        finished = Optional.of(piece.getFinished());
      }
    }
    return new SaidAnswer(
        text.toString(),
        finished.orElseThrow(
            () -> Status.INTERNAL.withDescription("the answer has no end").asRuntimeException()));
  }
}
