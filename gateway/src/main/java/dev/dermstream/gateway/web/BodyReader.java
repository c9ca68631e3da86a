package dev.dermstream.gateway.web;

import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.screening.InboundCall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Gathers a body up to its limit. Lives on one event loop. */
final class BodyReader {
  private static final int FIRST_ROOM = 64 * 1024;

  private final HttpServerRequest request;
  private final InboundCall<?> call;
  private final int limit;
  private Buffer body = Buffer.buffer(FIRST_ROOM);

  private BodyReader(HttpServerRequest request, InboundCall<?> call, int limit) {
    this.request = request;
    this.call = call;
    this.limit = limit;
  }

  /**
   * Hands the body over once it is whole, unless the call is over by then. A caller that breaks off
   * ends its call.
   *
   * @param limit most bytes; more end the call with MESSAGE_TOO_LARGE
   * @throws ServiceException if the head of the request says that it is compressed or too large
   */
  static void read(Exchange exchange, InboundCall<?> call, int limit, Consumer<Buffer> whole) {
    HttpServerRequest request = exchange.request();
    BodyReader reader = new BodyReader(request, call, limit);
    reader.checkHead();
    request.handler(reader::take);
    request.exceptionHandler(failure -> call.callerLeft());
    request.endHandler(nothing -> {
      if (!call.isOver()) {
        call.imageCame(() -> UnsafeByteOperations.unsafeWrap(reader.body.getBytes()));
        call.guarded(() -> whole.accept(reader.body));
      }
    });
    if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
      exchange.response().writeContinue();
    }
  }

  private void checkHead() {
    String encoding = request.getHeader("content-encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_ENCODING,
          "Compressed requests are not taken; send the request uncompressed.");
    }
    String length = request.getHeader("content-length");
    // The server has checked that it is a number; one of many digits is too large in any case.
    if (length != null && (length.length() > 18 || Long.parseLong(length) > limit)) {
      throw tooLarge();
    }
  }

  private void take(Buffer chunk) {
    if (call.isOver()) {
      body = Buffer.buffer();
    } else if (body.length() + (long) chunk.length() > limit) {
      body = Buffer.buffer();
      call.fail(StatusMapping.toError(tooLarge(), call.requestId()));
    } else {
      body.appendBuffer(chunk);
    }
  }

  private ServiceException tooLarge() {
    return new ServiceException(
        ErrorCode.MESSAGE_TOO_LARGE, "The body is over the limit of %,d bytes.".formatted(limit));
  }
}
