package dev.dermstream.dicom.association;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes that a peer sends, through one buffer, which is small until an association is accepted.
 * What ends early is a lost connection. For one thread.
 */
final class PduInput {
  private static final int FIRST_BYTES = 4 << 10;
  private static final int FULL_BYTES = 64 << 10;
  static final int END = -1;

  private final InputStream in;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int position;
  private int limit;

  PduInput(InputStream in) {
    this.in = in;
  }

  /** From here on objects are expected. */
  void enlarge() {
    buffer = Arrays.copyOf(buffer, FULL_BYTES);
  }

  /** The next byte, or {@link #END}. */
  int next() throws IOException {
    return position < limit || fill() ? buffer[position++] & 0xFF : END;
  }

  int unsignedByte() throws IOException {
    int next = next();
    if (next == END) {
      throw lost();
    }
    return next;
  }

  long unsignedInt() throws IOException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | unsignedByte();
    }
    return value;
  }

  /** So many bytes; the array grows with what comes, not with what is announced. */
  byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[Math.min(length, FIRST_BYTES)];
    int count = 0;
    while (count < length) {
      require();
      if (count == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(length, 2 * count));
      }
      int more = Math.min(bytes.length - count, limit - position);
      System.arraycopy(buffer, position, bytes, count, more);
      position += more;
      count += more;
    }
    return bytes;
  }

  /** Passes so many bytes on, without a copy of their own. */
  void pass(long length, FragmentSink sink) throws IOException {
    long left = length;
    while (left > 0) {
      require();
      int count = (int) Math.min(left, limit - position);
      int start = position;
      position += count;
      left -= count;
      sink.write(buffer, start, count);
    }
  }

  /** Reads and forgets, until the peer closes. */
  void drain() throws IOException {
    do {
      position = limit;
    } while (fill());
  }

  private void require() throws IOException {
    if (position == limit && !fill()) {
      throw lost();
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  private static AssociationException lost() {
    return new AssociationException(
        AssociationEnd.CONNECTION_LOST, "The connection ended within a message.");
  }
}
