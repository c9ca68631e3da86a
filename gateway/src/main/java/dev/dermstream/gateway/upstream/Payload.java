package dev.dermstream.gateway.upstream;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.WireFormat;

/**
 * Messages between the transport and protobuf without copies: what lies in the transport's buffer
 * is what is parsed, digested and sent on. That is safe because Vert.x hands a message over in heap
 * memory that belongs to it alone, never in a pool's, and writes to it no more.
 */
public final class Payload {
  private Payload() {}

  /** The same memory; a copy of what lies outside the heap, which could be a pool's. */
  public static ByteString view(Buffer message) {
    ByteBuf bytes = ((BufferInternal) message).getByteBuf();
    return bytes.hasArray()
        ? UnsafeByteOperations.unsafeWrap(bytes.nioBuffer())
        : ByteString.copyFrom(bytes.nioBuffer());
  }

  /**
   * Parses; fields of bytes point into the memory of the message.
   *
   * @throws InvalidProtocolBufferException if the bytes are no such message
   */
  public static <M> M parse(ByteString message, Parser<M> parser)
      throws InvalidProtocolBufferException {
    CodedInputStream input = message.newCodedInput();
    input.enableAliasing(true);
    M parsed = parser.parseFrom(input);
    input.checkLastTagWas(0);
    return parsed;
  }

  /** Serialises messages. That of Vert.x copies what it has serialised. */
  public static <M extends MessageLite> GrpcMessageEncoder<M> encoder() {
    return new GrpcMessageEncoder<>() {
      @Override
      public GrpcMessage encode(M message, WireFormat format) {
        return GrpcMessage.message("identity", format, own(message.toByteArray()));
      }

      @Override
      public boolean accepts(WireFormat format) {
        return format == WireFormat.PROTOBUF;
      }
    };
  }

  private static Buffer own(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }
}
