package dev.dermstream.trainer.lesion;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Data elements in Explicit VR Little Endian (DICOM PS3.5, 7.1.2). Elements must be put in
 * ascending order of their tags. Not thread-safe.
 */
final class DicomElements {

  /** Value representations with a 32-bit length after two reserved bytes. */
  private static final Set<String> LONG = Set.of("OB", "OW", "SQ", "UN", "UT");

  private static final int UNDEFINED_LENGTH = 0xFFFFFFFF;
  private static final int ITEM = 0xFFFEE000;
  private static final int SEQUENCE_DELIMITATION = 0xFFFEE0DD;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A text value, padded to even length: identifiers with a zero byte, others with a space. */
  DicomElements text(int tag, String representation, String value) {
    byte padding = (byte) (representation.equals("UI") ? 0 : ' ');
    return bytes(tag, representation, even(value.getBytes(StandardCharsets.UTF_8), padding));
  }

  /** An unsigned 16-bit number. */
  DicomElements number(int tag, int value) {
    return bytes(tag, "US", little(value, Short.BYTES));
  }

  /** An unsigned 32-bit number. */
  DicomElements longNumber(int tag, int value) {
    return bytes(tag, "UL", little(value, Integer.BYTES));
  }

  /** A sequence without items. */
  DicomElements emptySequence(int tag) {
    return bytes(tag, "SQ", new byte[0]);
  }

  /** Any value, padded with a zero byte if its length is odd. */
  DicomElements bytes(int tag, String representation, byte[] value) {
    byte[] padded = even(value, (byte) 0);
    header(tag, representation, padded.length);
    out.writeBytes(padded);
    return this;
  }

  /** Compressed pixels of one frame in one fragment, after an empty offset table (PS3.5, A.4). */
  DicomElements encapsulated(int tag, byte[] frame) {
    byte[] padded = even(frame, (byte) 0);
    header(tag, "OB", UNDEFINED_LENGTH);
    item(ITEM, 0);
    item(ITEM, padded.length);
    out.writeBytes(padded);
    item(SEQUENCE_DELIMITATION, 0);
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  private void header(int tag, String representation, int length) {
    putTag(tag);
    out.writeBytes(representation.getBytes(StandardCharsets.US_ASCII));
    if (LONG.contains(representation)) {
      out.writeBytes(little(0, Short.BYTES));
      out.writeBytes(little(length, Integer.BYTES));
    } else if (length <= 0xFFFE) {
      out.writeBytes(little(length, Short.BYTES));
    } else {
      throw new IllegalArgumentException("%08X is too long: %d bytes".formatted(tag, length));
    }
  }

  private void item(int tag, int length) {
    putTag(tag);
    out.writeBytes(little(length, Integer.BYTES));
  }

  /** Group, then element. */
  private void putTag(int tag) {
    out.writeBytes(little(tag >>> 16, Short.BYTES));
    out.writeBytes(little(tag, Short.BYTES));
  }

  private static byte[] little(int value, int bytes) {
    byte[] little = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      little[i] = (byte) (value >>> (8 * i));
    }
    return little;
  }

  private static byte[] even(byte[] value, byte padding) {
    if (value.length % 2 == 0) {
      return value;
    }
    byte[] padded = Arrays.copyOf(value, value.length + 1);
    padded[value.length] = padding;
    return padded;
  }
}
