package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;

/** A table of Huffman codes, decoded bit by bit (ITU-T T.81, annex C and F.2.2.3). */
@SuppressWarnings("ArrayRecordComponent") // Stays within the package, compared nowhere.
record HuffmanTable(int[] counts, int[] values) {
  private static final int LENGTHS = 16;
  private static final int MAX_SSSS = 16;

  static HuffmanTable read(JpegBytes in) throws DicomException {
    int[] counts = new int[LENGTHS];
    int total = 0;
    int room = 1;
    for (int i = 0; i < LENGTHS; i++) {
      counts[i] = in.unsignedByte();
      total += counts[i];
      room = 2 * room - counts[i];
      if (room < 0) {
        throw JpegBytes.damaged("has an impossible Huffman table");
      }
    }
    int[] values = new int[total];
    for (int i = 0; i < total; i++) {
      values[i] = in.unsignedByte();
      if (values[i] > MAX_SSSS) {
        throw JpegBytes.damaged("has a Huffman table that is not of differences");
      }
    }
    return new HuffmanTable(counts, values);
  }

  /** The value of the next code. */
  int decode(EntropyBits bits) throws DicomException {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int count : counts) {
      code |= bits.bit();
      if (code - first < count) {
        return values[index + code - first];
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw JpegBytes.damaged("has a code that its table lacks");
  }
}
