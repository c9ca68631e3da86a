package dev.dermstream.dicom.file;

/**
 * What makes a data set a file: preamble and file meta information (PS3.10, 7.1), in front of a
 * data set written here or received by the network.
 */
public final class FileMeta {
  private static final int PREAMBLE_BYTES = 128;
  private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};
  private static final byte[] VERSION = {0, 1};

  private FileMeta() {}

  /**
   * Everything that stands before the data set.
   *
   * @param transferSyntax UID of how the data set is written
   * @throws IllegalArgumentException if one of them is no UID
   */
  public static byte[] bytes(String sopClass, String sopInstance, String transferSyntax) {
    byte[] rest =
        WritableDataSet.ascii()
            .value(Tag.META_VERSION, Vr.OB, VERSION)
            .uid(Tag.MEDIA_SOP_CLASS_UID, sopClass)
            .uid(Tag.MEDIA_SOP_INSTANCE_UID, sopInstance)
            .uid(Tag.TRANSFER_SYNTAX_UID, transferSyntax)
            .uid(Tag.IMPLEMENTATION_CLASS_UID, Implementation.CLASS_UID)
            .text(Tag.IMPLEMENTATION_VERSION_NAME, Vr.SH, Implementation.VERSION_NAME)
            .write(true);
    ElementOutput out = new ElementOutput(true);
    out.bytes(new byte[PREAMBLE_BYTES]);
    out.bytes(MAGIC);
    out.bytes(WritableDataSet.ascii().unsignedInts(Tag.META_LENGTH, rest.length).write(true));
    out.bytes(rest);
    return out.toByteArray();
  }
}
