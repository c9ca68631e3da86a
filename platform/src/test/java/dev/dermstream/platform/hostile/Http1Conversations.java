package dev.dermstream.platform.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Requests of HTTP/1 that begin as they should: heads with fields of noise, lengths that lie,
 * bodies that are another's next request.
 */
public final class Http1Conversations implements Conversations {
  private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "OPTIONS", "get", "X");
  private static final List<String> LENGTHS =
      List.of(
          "Content-Length: 5",
          "Content-Length: 0",
          "Content-Length: -1",
          "Content-Length: 5\r\nContent-Length: 6",
          "Content-Length: 99999999999",
          "Content-Length: 5\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding : chunked",
          "Expect: 100-continue\r\nContent-Length: 5");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "image/png",
          "multipart/form-data; boundary=cut",
          "application/grpc-web-text",
          "application/grpc");

  private final List<String> paths;
  private final List<byte[]> bodies;

  /**
   * @param paths of requests, one of which each begins with
   * @param bodies what may follow a head
   */
  public Http1Conversations(List<String> paths, List<byte[]> bodies) {
    this.paths = List.copyOf(paths);
    this.bodies = List.copyOf(bodies);
  }

  @Override
  public byte[] next(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i <= random.nextInt(4); i++) {
      out.writeBytes(head(random).getBytes(StandardCharsets.ISO_8859_1));
      if (random.nextInt(3) > 0) {
        byte[] body = any(random, bodies).clone();
        if (random.nextBoolean()) {
          Noise.turn(random, body);
        }
        out.writeBytes(body);
      }
    }
    return Noise.spoilt(random, out.toByteArray());
  }

  private String head(RandomGenerator random) {
    StringBuilder head = new StringBuilder();
    head.append(any(random, METHODS)).append(' ').append(any(random, paths));
    if (random.nextInt(5) == 0) {
      head.append('?').append(Noise.text(random, 30));
    }
    head.append(random.nextInt(10) > 0 ? " HTTP/1.1\r\n" : " HTTP/1." + Noise.text(random, 4));
    head.append("Host: x\r\n").append("Content-Type: ").append(any(random, TYPES)).append("\r\n");
    if (random.nextInt(4) > 0) {
      head.append(any(random, LENGTHS)).append("\r\n");
    }
    if (random.nextInt(4) == 0) {
      head.append(Noise.text(random, 12))
          .append(": ")
          .append(Noise.text(random, 40))
          .append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static <T> T any(RandomGenerator random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
