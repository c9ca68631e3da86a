package dev.dermstream.gateway.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that counts what it holds against the {@link ReceivingBudget}: in gRPC the message that
 * is not whole yet, else its body until the end. Over the budget its call ends with OVERLOADED;
 * after the end of its answer nothing more is taken. Lives on one event loop.
 */
final class MeteredRequest extends HttpServerRequestWrapper {
  /** HTTP/2: ENHANCE_YOUR_CALM, which gRPC reads as RESOURCE_EXHAUSTED. */
  private static final long CALM = 0xb;

  private final ReceivingBudget budget;
  private final @Nullable WholeMessages messages;
  private @Nullable Handler<Throwable> failureHandler;
  private long held;
  private boolean over;

  MeteredRequest(HttpServerRequestInternal delegate, ReceivingBudget budget, int maxMessageBytes) {
    super(delegate);
    this.budget = budget;
    String type = delegate.getHeader("content-type");
    // The text form of gRPC-Web is base64; its one message is whole at the end.
    this.messages =
        type != null && type.startsWith("application/grpc") && !type.contains("-text")
            ? new WholeMessages(maxMessageBytes)
            : null;
  }

  @Override
  public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
    if (handler == null) {
      delegate.handler(null);
      giveBack(held);
    } else {
      delegate.handler(chunk -> take(chunk, handler));
    }
    return this;
  }

  @Override
  public HttpServerRequest endHandler(@Nullable Handler<Void> handler) {
    delegate.endHandler(
        handler == null
            ? null
            : nothing -> {
              giveBack(held);
              if (!over) {
                handler.handle(null);
              }
            });
    return this;
  }

  @Override
  public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
    failureHandler = handler;
    delegate.exceptionHandler(handler);
    return this;
  }

  /** The answer has ended, or nobody waits for it any more. */
  void answered() {
    over = true;
    giveBack(held);
  }

  private void take(Buffer chunk, Handler<Buffer> handler) {
    if (over) {
      return;
    }
    if (!budget.take(chunk.length())) {
      refuse();
      return;
    }
    held += chunk.length();
    Buffer ready = messages == null ? chunk : messages.take(chunk);
    if (ready != null) {
      handler.handle(ready);
    }
    if (messages != null && !over) {
      giveBack(held - messages.held());
    }
  }

  private void giveBack(long bytes) {
    held -= bytes;
    budget.giveBack(bytes);
  }

  private void refuse() {
    over = true;
    giveBack(held);
    if (failureHandler != null) {
      failureHandler.handle(
          new ServiceException(
              ErrorCode.OVERLOADED,
              "More is being sent to the server than it can hold; try again in a moment."));
    }
    if (!response().ended()) {
      response().reset(CALM);
    }
  }
}
