package dev.dermstream.platform.hostile;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Conversations that begin as HTTP/2 and gRPC should: bytes turned, frames invented, doubled, cut
 * and lying about their length, fields and messages of noise.
 */
public final class Http2Conversations implements Conversations {
  private final List<String> methods;
  private final List<byte[]> messages;

  /**
   * @param methods paths without their first slash
   * @param messages good ones, to be spoilt
   */
  public Http2Conversations(List<String> methods, List<byte[]> messages) {
    this.methods = List.copyOf(methods);
    this.messages = List.copyOf(messages);
  }

  @Override
  public byte[] next(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (random.nextInt(50) > 0) {
      out.writeBytes(RawHttp2.PREFACE);
      out.writeBytes(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
    }
    int frames = 1 + random.nextInt(12);
    int stream = 1;
    for (int i = 0; i < frames; i++) {
      byte[] frame =
          switch (random.nextInt(6)) {
            case 0 -> anyFrame(random);
            case 1 -> RawHttp2.frame(RawHttp2.DATA, random.nextInt(2), stream, body(random));
            default -> call(random, stream);
          };
      out.writeBytes(frame);
      if (random.nextInt(8) == 0) {
        out.writeBytes(frame);
      }
      stream += random.nextInt(3);
    }
    return Noise.spoilt(random, out.toByteArray());
  }

  private byte[] call(RandomGenerator random, int stream) {
    Map<String, String> fields = RawHttp2.call(methods.get(random.nextInt(methods.size())));
    if (random.nextInt(3) == 0) {
      switch (random.nextInt(7)) {
        case 0 -> fields.put("grpc-timeout", Noise.text(random, 12));
        case 1 ->
            fields.put("grpc-encoding", random.nextBoolean() ? "gzip" : Noise.text(random, 8));
        case 2 -> fields.put("content-type", Noise.text(random, 30));
        case 3 -> fields.put("x-request-id", Noise.text(random, 300));
        case 4 -> fields.put("authorization", "Bearer " + Noise.text(random, 3000));
        case 5 -> fields.put(Noise.text(random, 10), Noise.text(random, 10));
        default -> fields.put(":path", Noise.text(random, 40));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int flags = random.nextInt(10) == 0 ? random.nextInt(256) : RawHttp2.END_HEADERS;
    out.writeBytes(RawHttp2.frame(RawHttp2.HEADERS, flags, stream, RawHttp2.fields(fields)));
    if (random.nextInt(4) > 0) {
      out.writeBytes(RawHttp2.frame(RawHttp2.DATA, random.nextInt(2), stream, body(random)));
    }
    return out.toByteArray();
  }

  private byte[] body(RandomGenerator random) {
    byte[] message = messages.get(random.nextInt(messages.size())).clone();
    if (random.nextInt(3) == 0) {
      Noise.turn(random, message);
    }
    byte[] framed = RawHttp2.message(message);
    if (random.nextInt(4) == 0) {
      Noise.turn(random, framed);
    }
    return framed;
  }

  private static byte[] anyFrame(RandomGenerator random) {
    byte[] payload = new byte[random.nextInt(random.nextInt(20) == 0 ? 20_000 : 40)];
    random.nextBytes(payload);
    int length = random.nextInt(5) == 0 ? random.nextInt(1 << 24) : payload.length;
    int stream = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(8);
    return RawHttp2.frame(length, random.nextInt(12), random.nextInt(256), stream, payload);
  }
}
