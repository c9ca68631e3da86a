package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;

/** The bytes of a JPEG, read from the front; past the end is TRUNCATED. */
final class JpegBytes {
  private final byte[] stream;
  private int position;

  JpegBytes(byte[] stream) {
    this.stream = stream;
  }

  int position() {
    return position;
  }

  void moveTo(int place) {
    position = place;
  }

  int unsignedByte() throws DicomException {
    if (position >= stream.length) {
      throw new DicomException(
          DicomFault.TRUNCATED, "The DICOM frame's JPEG ends before its last byte.", null);
    }
    return stream[position++] & 0xFF;
  }

  int unsignedShort() throws DicomException {
    int high = unsignedByte();
    return high << 8 | unsignedByte();
  }

  /** The second byte of the marker that must stand here, fill bytes before it passed over. */
  int marker() throws DicomException {
    if (unsignedByte() != 0xFF) {
      throw damaged("has stray bytes between its segments");
    }
    int code = unsignedByte();
    while (code == 0xFF) {
      code = unsignedByte();
    }
    return code;
  }

  /** Reads a segment's length; where it ends. */
  int segmentEnd() throws DicomException {
    int start = position;
    int length = unsignedShort();
    if (length < 2) {
      throw damaged("has a segment without length");
    }
    if (start + length > stream.length) {
      throw new DicomException(
          DicomFault.TRUNCATED, "The DICOM frame's JPEG ends within a segment.", null);
    }
    return start + length;
  }

  static DicomException damaged(String what) {
    return new DicomException(
        DicomFault.PIXELS_CORRUPT, "The DICOM frame's JPEG " + what + ".", null);
  }
}
