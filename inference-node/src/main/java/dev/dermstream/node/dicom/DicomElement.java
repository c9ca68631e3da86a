package dev.dermstream.node.dicom;

/**
 * The head of a data element.
 *
 * @param tag group and element
 * @param sequence whether its value representation is SQ, or UN with undefined length
 * @param implicitItems whether nested items are in implicit VR (UN of undefined length, PS3.5
 *     6.2.2)
 * @param length of the value in bytes, or {@link #UNDEFINED}
 */
record DicomElement(int tag, boolean sequence, boolean implicitItems, long length) {
  static final long UNDEFINED = 0xFFFF_FFFFL;

  /** Value representations whose length field has four bytes after two reserved ones. */
  private static final String LONG_FORM = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";

  boolean undefinedLength() {
    return length == UNDEFINED;
  }

  /** Reads a head; item and delimiter tags have no value representation in either syntax. */
  static DicomElement read(ByteCursor in, boolean explicit) throws DicomException {
    int tag = in.tag();
    if (!explicit || Tag.group(tag) == 0xFFFE) {
      long length = in.length();
      return new DicomElement(tag, length == UNDEFINED, !explicit, length);
    }
    int first = in.unsignedShort();
    String vr = "" + (char) (first & 0xFF) + (char) (first >>> 8);
    if (!LONG_FORM.contains(vr) || vr.contains(" ")) {
      return new DicomElement(tag, false, false, in.unsignedShort());
    }
    in.unsignedShort();
    long length = in.length();
    boolean unknown = vr.equals("UN") && length == UNDEFINED;
    return new DicomElement(tag, unknown || vr.equals("SQ"), unknown, length);
  }
}
