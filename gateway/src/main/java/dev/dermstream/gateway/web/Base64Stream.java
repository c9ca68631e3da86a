package dev.dermstream.gateway.web;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Decodes base64 (RFC 4648, section 4) that arrives in pieces cut anywhere. Padding may stand
 * between messages, since a client may encode each one by itself.
 */
final class Base64Stream {
  private static final int GROUP = 4;
  private static final byte PADDING = '=';

  private byte[] rest = new byte[0];

  /**
   * @return the bytes of all groups that are whole by now
   * @throws IllegalArgumentException if a character is not of base64
   */
  Buffer decode(Buffer chunk) {
    byte[] text = Buffer.buffer(rest).appendBuffer(chunk).getBytes();
    int whole = text.length - text.length % GROUP;
    rest = Arrays.copyOfRange(text, whole, text.length);
    Buffer bytes = Buffer.buffer(whole / GROUP * 3);
    int start = 0;
    while (start < whole) {
      int end = endOfRun(text, start, whole);
      bytes.appendBytes(Base64.getDecoder().decode(Arrays.copyOfRange(text, start, end)));
      start = end;
    }
    return bytes;
  }

  boolean isBetweenGroups() {
    return rest.length == 0;
  }

  /** Behind the first group that ends in padding, at most at {@code whole}. */
  private static int endOfRun(byte[] text, int start, int whole) {
    for (int end = start + GROUP; end < whole; end += GROUP) {
      if (text[end - 1] == PADDING) {
        return end;
      }
    }
    return whole;
  }
}
