package dev.dermstream.gateway.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** HTTP/2 written byte by byte, so that it can be written wrongly (RFC 9113, RFC 7541). */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int SETTINGS = 4;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int SEVEN_BITS = 127;

  private final Socket socket;

  RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
  }

  /** Preface and empty settings. */
  RawHttp2 greet() throws IOException {
    send(PREFACE);
    send(frame(SETTINGS, 0, 0, new byte[0]));
    return this;
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Reads whatever comes for so long; true once the peer has closed. */
  boolean isClosedWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    byte[] sink = new byte[8192];
    try {
      while (socket.getInputStream().read(sink) >= 0) {
        // What the server says is not looked at.
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A frame with its true length. */
  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return frame(payload.length, type, flags, stream, payload);
  }

  /** A frame that may lie about its length. */
  static byte[] frame(int length, int type, int flags, int stream, byte[] payload) {
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
  static Map<String, String> call(String method) {
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
  static byte[] fields(Map<String, String> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    fields.forEach((name, value) -> {
      out.write(0);
      text(out, name);
      text(out, value);
    });
    return out.toByteArray();
  }

  /** A message with its gRPC prefix. */
  static byte[] message(byte[] bytes) {
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
