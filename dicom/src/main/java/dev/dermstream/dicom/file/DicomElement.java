package dev.dermstream.dicom.file;

import java.io.IOException;
import java.util.Optional;

/**
 * The head of a data element (PS3.5, 7.1).
 *
 * @param tag group and element
 * @param vr value representation, empty in implicit VR and for items and delimiters
 * @param length of the value in bytes, or {@link #UNDEFINED}
 * @param offset of the head's first byte
 */
record DicomElement(int tag, String vr, long length, long offset) {
  static final long UNDEFINED = 0xFFFF_FFFFL;

  boolean undefinedLength() {
    return length == UNDEFINED;
  }

  /** UN of undefined length is a sequence in implicit VR (PS3.5, 6.2.2). */
  boolean unknownSequence() {
    return vr.equals("UN") && undefinedLength();
  }

  boolean sequence() {
    return vr.equals("SQ")
        || unknownSequence()
        || (vr.isEmpty() && (undefinedLength() || Tag.isSequence(tag)));
  }

  /** Reads a head; items and delimiters have no value representation in either syntax. */
  static DicomElement read(DicomInput in, boolean explicit) throws DicomException, IOException {
    in.beginElement();
    long offset = in.position();
    int tag = in.tag();
    in.nameElement(tag);
    if (!explicit || Tag.group(tag) == Tag.DELIMITER_GROUP) {
      return new DicomElement(tag, "", in.unsignedInt(), offset);
    }
    byte[] letters = in.bytes(2);
    String vr = "" + (char) (letters[0] & 0xFF) + (char) (letters[1] & 0xFF);
    Optional<Vr> known = Vr.of(vr);
    if (known.isEmpty()) {
      throw in.corrupt("A DICOM element has a value representation that there is not");
    }
    if (!known.get().hasLongLength()) {
      return new DicomElement(tag, vr, in.unsignedShort(), offset);
    }
    in.unsignedShort();
    return new DicomElement(tag, vr, in.unsignedInt(), offset);
  }
}
