package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomException;

/**
 * A lookup table of DICOM (PS3.3, C.7.6.3.1.5 and C.11.1).
 *
 * @param first the value that the first entry is for
 * @param entries unsigned, of {@code bits} bits
 * @param bits 8 to 16
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
public record LookupTable(int first, int[] entries, int bits) {
  private static final int DESCRIPTOR_VALUES = 3;
  private static final int MAX_ENTRIES = 1 << 16;

  /**
   * Reads a table.
   *
   * @param signed whether the first value mapped is to be read as signed
   * @throws DicomException if an attribute is missing or the entries are not as many or as large as
   *     the descriptor says
   */
  public static LookupTable read(DataSet from, int descriptorTag, int dataTag, boolean signed)
      throws DicomException {
    int[] descriptor = from.unsignedShorts(descriptorTag);
    if (descriptor.length != DESCRIPTOR_VALUES
        || descriptor[2] < Byte.SIZE
        || descriptor[2] > Short.SIZE) {
      throw from.malformed(descriptorTag);
    }
    int count = descriptor[0] == 0 ? MAX_ENTRIES : descriptor[0];
    int first = signed ? (short) descriptor[1] : descriptor[1];
    return new LookupTable(first, entries(from, dataTag, count, descriptor[2]), descriptor[2]);
  }

  private static int[] entries(DataSet from, int dataTag, int count, int bits)
      throws DicomException {
    byte[] data = from.words(dataTag);
    boolean words = data.length == 2 * count;
    if (!words && (bits > Byte.SIZE || data.length != count + (count & 1))) {
      throw from.malformed(dataTag);
    }
    int[] entries = new int[count];
    for (int i = 0; i < count; i++) {
      entries[i] = Stored.raw(data, i, words ? 2 : 1);
      if (entries[i] >>> bits != 0) {
        throw from.malformed(dataTag);
      }
    }
    return entries;
  }

  boolean holds(int value) {
    return value >= first && value - first < entries.length;
  }

  /** The entry for a value; values beyond the ends have the ends' (C.11.1.1). */
  int at(int value) {
    return entries[Math.clamp((long) value - first, 0, entries.length - 1)];
  }

  /** The largest number an entry can be. */
  int top() {
    return (1 << bits) - 1;
  }
}
