package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;

/** The bits of entropy-coded data (ITU-T T.81, F.2.2.5); a marker ends them. */
final class EntropyBits {
  private static final int RST0 = 0xD0;
  private static final int LOOK_AHEAD = 16;

  private final JpegBytes in;

  /** Bits that were read and not taken: the low {@code count} ones, the next of them highest. */
  private long buffer;

  private int count;
  private boolean atMarker;

  EntropyBits(JpegBytes in) {
    this.in = in;
  }

  /** The next 16 bits without taking them; zeros where there are none. */
  int lookAhead() throws DicomException {
    if (count < LOOK_AHEAD) {
      fill();
    }
    long bits =
        count >= LOOK_AHEAD ? buffer >>> (count - LOOK_AHEAD) : buffer << (LOOK_AHEAD - count);
    return (int) (bits & 0xFFFF);
  }

  /** Takes up to 16 bits. */
  int take(int bits) throws DicomException {
    if (count < bits) {
      fill();
      if (count < bits) {
        throw new DicomException(
            DicomFault.TRUNCATED, "The DICOM frame's JPEG ends before its last pixel.", null);
      }
    }
    count -= bits;
    return (int) (buffer >>> count) & ((1 << bits) - 1);
  }

  private void fill() throws DicomException {
    while (count <= Long.SIZE - Byte.SIZE && !atMarker) {
      int next = in.unsignedByte();
      if (next == 0xFF && in.unsignedByte() != 0) {
        in.moveTo(in.position() - 2);
        atMarker = true;
      } else {
        buffer = buffer << Byte.SIZE | next;
        count += Byte.SIZE;
      }
    }
  }

  /** A restart marker must stand here. */
  void restart(int number) throws DicomException {
    end();
    if (in.marker() != RST0 + number) {
      throw JpegBytes.damaged("lacks a restart marker");
    }
    atMarker = false;
  }

  /** Drops the bits that fill the last byte; nothing else may lie before the marker. */
  void end() throws DicomException {
    fill();
    if (!atMarker || count >= Byte.SIZE) {
      throw JpegBytes.damaged("goes on after its last pixel");
    }
    count = 0;
  }
}
