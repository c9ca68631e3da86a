package dev.dermstream.gateway.web;

import com.google.gson.JsonObject;
import com.google.rpc.Status;
import dev.dermstream.gateway.screening.Reply;
import dev.dermstream.v1.AskResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * An answer to a question as one JSON object, sent when the text is whole: {@code text} and {@code
 * finished}. The text is as long as the profile's limit lets it be.
 */
final class TextReply implements Reply<AskResponse> {
  private final Exchange exchange;
  private final StringBuilder text = new StringBuilder();

  TextReply(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void write(AskResponse message) {
    text.append(message.getText());
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void onRoom(Runnable room) {
    // It is never full.
  }

  @Override
  public Future<Void> end() {
    throw new IllegalStateException("An answer ends with its last message");
  }

  @Override
  public Future<Void> end(AskResponse message) {
    JsonObject answer = new JsonObject();
    answer.addProperty("text", text.toString());
    answer.add("finished", ProtoJson.object(message.getFinished()));
    return exchange.send(HttpStatus.OK, MediaType.JSON, Buffer.buffer(answer.toString()));
  }

  @Override
  public Future<Void> fail(Status status) {
    return exchange.fail(status);
  }
}
