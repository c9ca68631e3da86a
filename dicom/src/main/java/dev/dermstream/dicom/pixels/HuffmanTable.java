package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import java.util.Arrays;

/**
 * A table of Huffman codes (ITU-T T.81, annex C), as one entry for each 16 bits that may come: the
 * value and, in the low bits, the length of its code; 0 where no code begins so.
 */
@SuppressWarnings("ArrayRecordComponent") // Stays within the package, compared nowhere.
record HuffmanTable(short[] entries) {
  private static final int LENGTHS = 16;
  private static final int MAX_SSSS = 16;
  private static final int LENGTH_BITS = 5;

  static HuffmanTable read(JpegBytes in) throws DicomException {
    int[] counts = new int[LENGTHS];
    int room = 1;
    for (int i = 0; i < LENGTHS; i++) {
      counts[i] = in.unsignedByte();
      room = 2 * room - counts[i];
      if (room < 0) {
        throw JpegBytes.damaged("has an impossible Huffman table");
      }
    }
    short[] entries = new short[1 << LENGTHS];
    int at = 0;
    for (int length = 1; length <= LENGTHS; length++) {
      int span = 1 << (LENGTHS - length);
      for (int i = 0; i < counts[length - 1]; i++) {
        int value = in.unsignedByte();
        if (value > MAX_SSSS) {
          throw JpegBytes.damaged("has a Huffman table that is not of differences");
        }
        Arrays.fill(entries, at, at + span, (short) (value << LENGTH_BITS | length));
        at += span;
      }
    }
    return new HuffmanTable(entries);
  }

  /** The value of the next code. */
  int decode(EntropyBits bits) throws DicomException {
    int entry = entries[bits.lookAhead()];
    if (entry == 0) {
      throw JpegBytes.damaged("has a code that its table lacks");
    }
    int _ = bits.take(entry & ((1 << LENGTH_BITS) - 1));
    return entry >> LENGTH_BITS;
  }
}
