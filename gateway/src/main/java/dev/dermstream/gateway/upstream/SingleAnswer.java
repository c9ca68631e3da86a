package dev.dermstream.gateway.upstream;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one message of a unary call; it counts only with the status OK behind it. */
final class SingleAnswer<A> implements StreamListener<A> {
  private final String requestId;
  private final Consumer<A> answered;
  private final Consumer<Error> failed;
  private @Nullable A answer;

  SingleAnswer(String requestId, Consumer<A> answered, Consumer<Error> failed) {
    this.requestId = requestId;
    this.answered = answered;
    this.failed = failed;
  }

  @Override
  public void message(A message) {
    answer = message;
  }

  @Override
  public void completed() {
    if (answer == null) {
      failed(StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, requestId));
    } else {
      answered.accept(answer);
    }
  }

  @Override
  public void failed(Error error) {
    failed.accept(error);
  }
}
