package dev.dermstream.gateway.screening;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads request messages: bytes that are no message, or too many of them, end in a clear error. */
final class Inbound {
  private Inbound() {}

  /** Hands over the single message of a unary or server-streaming call once the caller ended it. */
  static <Q> void single(
      GrpcServerRequest<?, ?> request,
      InboundCall<?> call,
      ScreeningLimits limits,
      Parser<Q> parser,
      Consumer<Q> work) {
    Single<Q> single = new Single<>();
    request.messageHandler(message -> call.guarded(() -> single.take(read(message, call, parser))));
    request.invalidMessageHandler(invalid ->
        call.guarded(() -> {
          throw tooLarge(limits);
        }));
    request.endHandler(nothing ->
        call.guarded(() -> {
          if (!call.isOver()) {
            work.accept(single.get());
          }
        }));
  }

  private static <Q> @Nullable Q read(GrpcMessage message, InboundCall<?> call, Parser<Q> parser) {
    if (call.isOver()) {
      return null;
    }
    call.imageCame(() -> bytes(message));
    return parse(message, parser);
  }

  /** All of a message. */
  static ByteString bytes(GrpcMessage message) {
    return UnsafeByteOperations.unsafeWrap(message.payload().getBytes());
  }

  /**
   * @throws ServiceException INVALID_INPUT if the bytes are no such message
   */
  static <Q> Q parse(GrpcMessage message, Parser<Q> parser) {
    try {
      // The array belongs to this message alone, so the image may point into it: no second copy.
      CodedInputStream input = bytes(message).newCodedInput();
      input.enableAliasing(true);
      Q parsed = parser.parseFrom(input);
      input.checkLastTagWas(0);
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The message cannot be read as its type in the contract.", e);
    }
  }

  static ServiceException tooLarge(ScreeningLimits limits) {
    return new ServiceException(
        ErrorCode.MESSAGE_TOO_LARGE,
        "The message is over the limit of %,d bytes.".formatted(limits.maxMessageBytes()));
  }

  /** Exactly one message. */
  private static final class Single<Q> {
    private @Nullable Q message;

    void take(@Nullable Q next) {
      if (next == null) {
        return;
      }
      if (message != null) {
        throw new ServiceException(
            ErrorCode.INVALID_INPUT, "The call takes one message and got more.");
      }
      message = next;
    }

    Q get() {
      if (message == null) {
        throw new ServiceException(
            ErrorCode.INVALID_INPUT, "The call ended before its message was whole.");
      }
      return message;
    }
  }
}
