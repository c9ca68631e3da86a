package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A sample as it travels: without preamble and file meta information.
 *
 * @param file as a whole
 */
@SuppressWarnings("ArrayRecordComponent") // A value of the tests, compared nowhere as a whole.
record TestObject(
    byte[] file, String sopClass, String sopInstance, String transferSyntax, byte[] dataSet) {
  private static final int SOP_CLASS = 0x0008_0016;
  private static final int SOP_INSTANCE = 0x0008_0018;
  private static final int META = 132;

  static TestObject sample(String name) throws Exception {
    try (InputStream in =
        TestObject.class.getResourceAsStream("/dev/dermstream/dicom/samples/" + name)) {
      return of(in.readAllBytes());
    }
  }

  static TestObject of(byte[] file) throws Exception {
    try (DicomFile read =
        DicomFile.open(new ByteArrayInputStream(file), DicomLimits.ofPixels(1 << 26))) {
      return new TestObject(
          file,
          read.attributes().text(SOP_CLASS),
          read.attributes().text(SOP_INSTANCE),
          read.syntax().uid(),
          dataSet(file));
    }
  }

  static byte[] dataSet(byte[] file) {
    // The group length is the first element: tag, "UL", 4, and the number itself.
    int metaLength = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(META + 8);
    return Arrays.copyOfRange(file, META + 12 + metaLength, file.length);
  }

  /** A deflated data set as it must be sent (PS3.5, A.5); others have an even length. */
  TestObject padded() {
    byte[] even = Arrays.copyOf(dataSet, dataSet.length + dataSet.length % 2);
    return new TestObject(file, sopClass, sopInstance, transferSyntax, even);
  }

  InputStream in() throws IOException {
    return new ByteArrayInputStream(dataSet);
  }
}
