package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.platform.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one frame of a DICOM file that is screened, in a file that says nothing else: no person, no
 * date, no place, no device, no study. Decoded, it is the very same picture.
 *
 * @param file a DICOM Part 10 file, Secondary Capture, of the same transfer syntax if the frame is
 *     compressed, else in explicit VR little endian
 * @param pixelSha256 SHA-256, in lower-case hexadecimal, of the frame as {@link DicomFile#frame}
 *     reads it from {@code file}
 * @param burnedIn whether the original says that its pixels identify the patient (Burned In
 *     Annotation, PS3.3, C.7.6.1): no attribute that is left out helps against that
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, compared nowhere.
public record PixelsOnly(byte[] file, String pixelSha256, boolean burnedIn) {
  static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
  static final int BURNED_IN_ANNOTATION = 0x0028_0301;

  /**
   * Makes the file.
   *
   * @param part10 a whole DICOM Part 10 file, not changed
   * @param instance SOP Instance UID of what is made, which tells nothing of the original's
   * @throws DicomException if the picture cannot be read, or its frame cannot be proven free of
   *     what does not belong to it
   */
  public static PixelsOnly of(byte[] part10, DicomLimits limits, String instance)
      throws DicomException {
    try (DicomFile original = DicomFile.open(new ByteArrayInputStream(part10), limits)) {
      DicomImage image = original.image();
      byte[] frame = CleanFrame.of(image, original.frame(image));
      WritableDataSet only =
          WritableDataSet.ascii()
              .uid(Tag.SOP_CLASS_UID, SECONDARY_CAPTURE)
              .uid(Tag.SOP_INSTANCE_UID, instance);
      PixelAttributes.put(image, frame, only);
      return new PixelsOnly(
          only.file(PixelAttributes.syntax(image)),
          Sha256.hex(frame),
          original.attributes().text(BURNED_IN_ANNOTATION).equals("YES"));
    } catch (IOException e) {
      throw new UncheckedIOException("an array does not fail", e);
    }
  }
}
