package dev.dermstream.dicom.association;

import dev.dermstream.dicom.file.Uid;
import java.nio.charset.StandardCharsets;

/** Fields and items of a PDU (PS3.8, 9.3.1), big endian. An item stays within what holds it. */
final class ItemReader {
  private static final int AE_TITLE_BYTES = 16;

  private final byte[] bytes;
  private final int end;
  private int at;

  ItemReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ItemReader(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  int unsignedByte() throws AssociationException {
    return bytes[take(1)] & 0xFF;
  }

  int unsignedShort() throws AssociationException {
    return unsignedByte() << 8 | unsignedByte();
  }

  long unsignedInt() throws AssociationException {
    return (long) unsignedShort() << 16 | unsignedShort();
  }

  void skip(int count) throws AssociationException {
    take(count);
  }

  /** The content of an item, whose type was read: a reserved byte and its length come first. */
  ItemReader item() throws AssociationException {
    skip(1);
    return next(unsignedShort());
  }

  ItemReader next(int count) throws AssociationException {
    int start = take(count);
    return new ItemReader(bytes, start, start + count);
  }

  /** All that is left, as a UID; empty if it is none. */
  String uid() {
    String text = rest();
    return Uid.isValid(text) ? text : "";
  }

  /** All that is left, without padding. */
  String rest() {
    String text = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    at = end;
    return text.replace('\0', ' ').strip();
  }

  /** An AE title (PS3.5, 6.2), empty if it is none. */
  String aeTitle() throws AssociationException {
    String text = next(AE_TITLE_BYTES).rest();
    return AeTitle.isValid(text) ? text : "";
  }

  private int take(int count) throws AssociationException {
    if (count > end - at) {
      throw AssociationException.invalid("An item of a PDU is longer than what holds it.");
    }
    int start = at;
    at += count;
    return start;
  }
}
