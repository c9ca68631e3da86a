package dev.dermstream.platform.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** HTTP/2 written byte by byte, so that it can be written wrongly (RFC 9113, RFC 7541). */
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;
  public static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int SEVEN_BITS = 127;

  private final Socket socket;

  public RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
  }

  /**
   * Preface and empty settings, at once: a server that closes on the preface would make a second
   * write fail.
   */
  public RawHttp2 greet() throws IOException {
    ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    greeting.writeBytes(PREFACE);
    greeting.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
    send(greeting.toByteArray());
    return this;
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /**
   * The head of a frame that came.
   *
   * @param errorCode that a RST_STREAM or a GOAWAY names; of others 0
   */
  public record Frame(int type, int flags, int stream, int errorCode) {}

  /**
   * The next frame of one of these types, for which it waits 20 s; others are passed over.
   *
   * @return nothing if the peer has closed
   */
  public Optional<Frame> next(Set<Integer> types) throws IOException {
    socket.setSoTimeout(20_000);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    try {
      while (true) {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[lengthAndType >>> 8];
        in.readFully(payload);
        int type = lengthAndType & 0xff;
        if (types.contains(type)) {
          return Optional.of(new Frame(type, flags, stream, errorCode(type, payload)));
        }
      }
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    }
  }

  private static int errorCode(int type, byte[] payload) {
    return switch (type) {
      case RST_STREAM -> ByteBuffer.wrap(payload).getInt();
      case GOAWAY -> ByteBuffer.wrap(payload).getInt(Integer.BYTES);
      default -> 0;
    };
  }

  /** Reads whatever comes for so long; true once the peer has closed. */
  public boolean isClosedWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    byte[] sink = new byte[8192];
    try {
      while (socket.getInputStream().read(sink) >= 0) {
        // What the server says is not looked at.
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A frame with its true length. */
  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return frame(payload.length, type, flags, stream, payload);
  }

  /** A frame that may lie about its length. */
  public static byte[] frame(int length, int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int value : new int[] {length >> 16, length >> 8, length, type, flags}) {
      out.write(value);
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(stream >> shift);
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** The fields of a gRPC call. */
  public static Map<String, String> call(String method) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(":method", "POST");
    fields.put(":scheme", "http");
    fields.put(":path", "/" + method);
    fields.put(":authority", "gateway");
    fields.put("te", "trailers");
    fields.put("content-type", "application/grpc");
    return fields;
  }

  /** Every field as a literal that is not indexed. */
  public static byte[] fields(Map<String, String> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    fields.forEach((name, value) -> {
      out.write(0);
      text(out, name);
      text(out, value);
    });
    return out.toByteArray();
  }

  /** A message with its gRPC prefix. */
  public static byte[] message(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(bytes.length >> shift);
    }
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < SEVEN_BITS) {
      out.write(bytes.length);
    } else {
      out.write(SEVEN_BITS);
      int rest = bytes.length - SEVEN_BITS;
      for (; rest > SEVEN_BITS; rest >>>= 7) {
        out.write((rest & SEVEN_BITS) | 128);
      }
      out.write(rest);
    }
    out.writeBytes(bytes);
  }
}
