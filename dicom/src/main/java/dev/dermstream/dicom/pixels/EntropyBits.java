package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;

/** The bits of entropy-coded data (ITU-T T.81, F.2.2.5); a marker ends them. */
final class EntropyBits {
  private static final int RST0 = 0xD0;

  private final JpegBytes in;
  private int buffer;
  private int count;

  EntropyBits(JpegBytes in) {
    this.in = in;
  }

  int bit() throws DicomException {
    if (count == 0) {
      buffer = in.unsignedByte();
      if (buffer == 0xFF && in.unsignedByte() != 0) {
        throw new DicomException(
            DicomFault.TRUNCATED, "The DICOM frame's JPEG ends before its last pixel.", null);
      }
      count = Byte.SIZE;
    }
    count--;
    return buffer >> count & 1;
  }

  int take(int bits) throws DicomException {
    int value = 0;
    for (int i = 0; i < bits; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  /** A restart marker must stand here. */
  void restart(int number) throws DicomException {
    end();
    if (in.marker() != RST0 + number) {
      throw JpegBytes.damaged("lacks a restart marker");
    }
  }

  /** Drops the bits that fill the last byte; a marker must follow, which the caller reads. */
  void end() throws DicomException {
    count = 0;
    int place = in.position();
    in.marker();
    in.moveTo(place);
  }
}
