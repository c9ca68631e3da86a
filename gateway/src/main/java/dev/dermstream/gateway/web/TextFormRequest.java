package dev.dermstream.gateway.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request in the text form of gRPC-Web whose body is read as the bytes behind its base64.
 *
 * <p>Vert.x 5.0.7 reads that form on HTTP/1.1 only, one message, with its prefix unchecked and its
 * size compared as base64; on HTTP/2 it takes the base64 for the message. Decoded here, the body is
 * framed by the same code as binary gRPC, which is chosen by the version HTTP/2.
 */
final class TextFormRequest extends HttpServerRequestWrapper {
  private static final int BAD_REQUEST = 400;

  private final Base64Stream base64 = new Base64Stream();
  private @Nullable Handler<Throwable> failureHandler;
  private boolean broken;

  TextFormRequest(HttpServerRequestInternal delegate) {
    super(delegate);
  }

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public HttpServerRequest handler(@Nullable Handler<Buffer> handler) {
    delegate.handler(handler == null ? null : chunk -> decode(chunk, handler));
    return this;
  }

  @Override
  public HttpServerRequest endHandler(@Nullable Handler<Void> handler) {
    delegate.endHandler(handler == null ? null : nothing -> end(handler));
    return this;
  }

  @Override
  public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
    failureHandler = handler;
    delegate.exceptionHandler(handler);
    return this;
  }

  private void decode(Buffer chunk, Handler<Buffer> handler) {
    if (broken) {
      return;
    }
    Buffer bytes;
    try {
      bytes = base64.decode(chunk);
    } catch (IllegalArgumentException e) {
      refuse(e);
      return;
    }
    if (bytes.length() > 0) {
      handler.handle(bytes);
    }
  }

  private void end(Handler<Void> handler) {
    if (broken) {
      return;
    }
    if (base64.isBetweenGroups()) {
      handler.handle(null);
    } else {
      refuse(new IllegalArgumentException("The base64 ends within a group"));
    }
  }

  /** The call is told as if its caller had left, so that it writes nothing more. */
  private void refuse(IllegalArgumentException cause) {
    broken = true;
    if (failureHandler != null) {
      failureHandler.handle(cause);
    }
    if (!response().headWritten()) {
      Exchange.of(delegate).refuse(BAD_REQUEST, "The body is not base64.");
    } else if (!response().ended()) {
      response().reset();
    }
  }
}
