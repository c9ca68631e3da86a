package dev.dermstream.pacs.client;

import com.google.protobuf.ByteString;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.ObjectIdentity;
import dev.dermstream.platform.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * An object that is to be sent.
 *
 * @param studyInstance as in the object; empty if it does not say
 * @param sopInstance as in the object
 * @param part10 the whole file
 * @param sha256 of the file, 32 bytes
 */
public record PacsObject(
    String studyInstance, String sopInstance, ByteString part10, ByteString sha256) {
  /**
   * Reads what a file calls itself.
   *
   * @throws DicomException if it is no DICOM file that tells
   */
  public static PacsObject read(byte[] part10, DicomLimits limits)
      throws DicomException, IOException {
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(part10), limits)) {
      ObjectIdentity identity = file.identity();
      return new PacsObject(
          identity.studyInstance(),
          identity.sopInstance(),
          ByteString.copyFrom(part10),
          ByteString.copyFrom(Sha256.of(part10)));
    }
  }
}
