package dev.dermstream.node.dicom;

import dev.dermstream.error.ErrorCode;

/** A place in a file, little endian, that never passes the end: it throws TRUNCATED_IMAGE there. */
final class ByteCursor {
  private final byte[] bytes;
  private int position;

  ByteCursor(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  int unsignedShort() throws DicomException {
    int at = advance(2);
    return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
  }

  /** Four bytes as they stand; lengths are unsigned, see {@link #length}. */
  int integer() throws DicomException {
    return unsignedShort() | (unsignedShort() << 16);
  }

  long length() throws DicomException {
    return Integer.toUnsignedLong(integer());
  }

  /** Group, then element. */
  int tag() throws DicomException {
    return unsignedShort() << 16 | unsignedShort();
  }

  /** The tag that comes next, without moving. */
  int peekTag() throws DicomException {
    return new ByteCursor(bytes, position).tag();
  }

  /** Moves on and returns where it stood. */
  int advance(long count) throws DicomException {
    if (count > remaining()) {
      throw truncated();
    }
    int start = position;
    position += (int) count;
    return start;
  }

  static DicomException truncated() {
    return new DicomException(
        ErrorCode.TRUNCATED_IMAGE, "The DICOM file ends before its last byte of data.");
  }
}
