package dev.dermstream.gateway.server;

import io.vertx.core.buffer.Buffer;

/** Follows the lengths in a body of gRPC messages. Lives on one event loop. */
final class MessageLengths {
  /** A flag and four bytes of length. */
  private static final int PREFIX = 5;

  private final int maxMessageBytes;
  private int prefixRead;
  private long length;
  private long missing;

  /**
   * @param maxMessageBytes a message that announces more is thrown away as it comes
   */
  MessageLengths(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** How many bytes of a message that is not whole have come, this chunk included. */
  long pendingAfter(Buffer chunk) {
    int at = 0;
    while (at < chunk.length()) {
      if (prefixRead < PREFIX) {
        readPrefix(chunk.getByte(at));
        at++;
      } else {
        long step = Math.min(missing, chunk.length() - at);
        at += (int) step;
        missing -= step;
      }
      if (prefixRead == PREFIX && missing == 0) {
        prefixRead = 0;
      }
    }
    if (prefixRead < PREFIX) {
      return prefixRead;
    }
    return length > maxMessageBytes ? 0 : PREFIX + length - missing;
  }

  private void readPrefix(byte next) {
    length = prefixRead == 0 ? 0 : (length << Byte.SIZE) | Byte.toUnsignedInt(next);
    prefixRead++;
    if (prefixRead == PREFIX) {
      missing = length;
    }
  }
}
