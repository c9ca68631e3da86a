package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * RLE Lossless (PS3.5 annex G) with its runs as they were, but nothing between its segments or
 * behind them, and zeros in the offsets of segments that there are not.
 */
final class CleanRunLengths {
  private static final int HEADER_BYTES = 64;
  private static final int MAX_SEGMENTS = 15;
  private static final int NO_RUN = -128;

  private final DicomImage image;
  private final ByteBuffer in;
  private final UnusedBits bits;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  CleanRunLengths(DicomImage image, byte[] frame) {
    this.image = image;
    this.in = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    this.bits = UnusedBits.of(image);
  }

  byte[] clean() throws DicomException {
    int segments = image.samples() * image.sampleBytes();
    if (in.getInt() != segments || segments > MAX_SEGMENTS) {
      throw CleanFrame.damaged("has another number of segments than samples");
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(segments);
    int end = HEADER_BYTES;
    for (int segment = 0; segment < segments; segment++) {
      long start = in.getInt(Integer.BYTES * (segment + 1)) & 0xFFFF_FFFFL;
      if (start < end) {
        throw CleanFrame.damaged("has segments that are not in order");
      }
      if (start > in.limit()) {
        throw new BufferUnderflowException();
      }
      in.position((int) start);
      header.putInt(HEADER_BYTES + out.size());
      segment(bits.used(image.sampleBytes() - 1 - segment % image.sampleBytes()));
      end = in.position();
    }
    return ByteBuffer.allocate(HEADER_BYTES + out.size())
        .put(header.array())
        .put(out.toByteArray())
        .array();
  }

  /** Copies the runs of one plane. */
  private void segment(int used) throws DicomException {
    long left = image.pixels();
    while (left > 0) {
      int code = in.get();
      if (code == NO_RUN) {
        continue;
      }
      int count = code < 0 ? 1 - code : code + 1;
      if (count > left) {
        throw CleanFrame.damaged("has runs beyond the last pixel");
      }
      out.write(code);
      for (int i = code < 0 ? 1 : count; i > 0; i--) {
        out.write(in.get() & used);
      }
      left -= count;
    }
    if (out.size() % 2 != 0) {
      out.write(0);
    }
  }
}
