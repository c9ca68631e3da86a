package dev.dermstream.peer.proxy;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages as they are on the wire. */
final class Bytes implements Marshaller<byte[]> {
  @Override
  public InputStream stream(byte[] value) {
    // One that knows its length is framed without being gathered first.
    return new Message(value);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      byte[] message = new byte[stream.available()];
      if (stream.readNBytes(message, 0, message.length) != message.length || stream.read() >= 0) {
        throw new IllegalStateException("The transport misjudged a message's length");
      }
      return message;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Message extends ByteArrayInputStream implements KnownLength {
    Message(byte[] bytes) {
      super(bytes);
    }
  }
}
