package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.platform.image.RgbImage;

/** Decodes JPEG of 8 bits with a cosine transform, which who calls this package has already. */
public interface LossyJpeg {
  /**
   * Decodes a stream of the size that the image says.
   *
   * @param image whose photometric interpretation says what the components are; grey ones become
   *     three equal channels, not inverted and through no window
   * @throws DicomException if anything is wrong with the stream or it contradicts the image
   */
  RgbImage decode(byte[] jpeg, DicomImage image) throws DicomException;
}
