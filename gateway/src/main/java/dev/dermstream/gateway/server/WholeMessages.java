package dev.dermstream.gateway.server;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of a gRPC body together, so that the server is given whole ones: one that comes
 * in a single piece lies where it came, one in several is copied once. The server of Vert.x 5.0.7
 * would copy what it has again and again as more comes. What is held is what has come, whatever the
 * message announces. Lives on one event loop.
 */
final class WholeMessages {
  /** A flag and four bytes of length. */
  private static final int PREFIX = 5;

  private final int maxMessageBytes;
  private final Deque<Buffer> pieces = new ArrayDeque<>();
  private int held;
  private int prefixRead;
  private long length;
  private long missing;

  /**
   * @param maxMessageBytes a message that announces more is handed on as it comes, to be thrown
   *     away
   */
  WholeMessages(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** How many bytes of a message that is not whole are held. */
  int held() {
    return held;
  }

  /** Takes what has come; gives what the server may have, null if that is nothing yet. */
  @Nullable Buffer take(Buffer chunk) {
    int whole = wholeUpTo(chunk);
    if (whole == 0) {
      hold(chunk);
      return null;
    }
    Buffer ready = joined(whole == chunk.length() ? chunk : chunk.slice(0, whole));
    if (whole < chunk.length()) {
      hold(chunk.slice(whole, chunk.length()));
    }
    return ready;
  }

  private void hold(Buffer piece) {
    pieces.add(piece);
    held += piece.length();
  }

  private Buffer joined(Buffer last) {
    if (pieces.isEmpty()) {
      return last;
    }
    Buffer joined = Buffer.buffer(held + last.length());
    pieces.forEach(joined::appendBuffer);
    pieces.clear();
    held = 0;
    return joined.appendBuffer(last);
  }

  /** Where the last message that is whole, or need not be, ends in the chunk. */
  private int wholeUpTo(Buffer chunk) {
    int whole = 0;
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
      if (prefixRead == PREFIX && (missing == 0 || length > maxMessageBytes)) {
        whole = at;
      }
      if (prefixRead == PREFIX && missing == 0) {
        prefixRead = 0;
      }
    }
    return whole;
  }

  private void readPrefix(byte next) {
    length = prefixRead == 0 ? 0 : (length << Byte.SIZE) | Byte.toUnsignedInt(next);
    prefixRead++;
    if (prefixRead == PREFIX) {
      missing = length;
    }
  }
}
