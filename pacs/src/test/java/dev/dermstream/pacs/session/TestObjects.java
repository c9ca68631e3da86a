package dev.dermstream.pacs.session;

import com.google.protobuf.ByteString;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.pacs.client.PacsObject;
import dev.dermstream.platform.digest.Sha256;
import java.util.Random;

/** Small DICOM files; the same UIDs give the same bytes. */
final class TestObjects {
  static final String PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.77.1.4";
  static final int PIXEL_BYTES = 3_000;

  private TestObjects() {}

  static PacsObject object(String study, String sop) {
    return object(study, sop, PIXEL_BYTES);
  }

  static PacsObject object(String study, String sop, int pixelBytes) {
    byte[] pixels = new byte[pixelBytes];
    new Random(sop.hashCode()).nextBytes(pixels);
    return of(
        study,
        sop,
        WritableDataSet.ascii()
            .uid(Tag.SOP_CLASS_UID, PHOTOGRAPH)
            .uid(Tag.SOP_INSTANCE_UID, sop)
            .uid(Tag.STUDY_INSTANCE_UID, study)
            .uid(Tag.SERIES_INSTANCE_UID, study + ".1")
            .nativePixels(pixels, 8)
            .file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
  }

  static PacsObject of(String study, String sop, byte[] part10) {
    return new PacsObject(
        study, sop, ByteString.copyFrom(part10), ByteString.copyFrom(Sha256.of(part10)));
  }
}
