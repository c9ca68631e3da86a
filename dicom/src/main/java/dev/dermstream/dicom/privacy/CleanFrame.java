package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import java.nio.BufferUnderflowException;
import java.util.Arrays;

/**
 * A frame without what its decoder does not look at, where a text or a second picture could lie:
 * comments, application data and thumbnails between the markers of a compressed stream, bytes
 * behind its end, bits beyond Bits Stored. Nothing is compressed anew, so what is decoded stays the
 * same to the last bit.
 */
final class CleanFrame {
  private CleanFrame() {}

  /**
   * Cleans a frame as {@code DicomFile.frame} gave it.
   *
   * @param frame not changed
   * @return native samples, or a stream of even length as a fragment must have (PS3.5, A.4)
   * @throws DicomException if the stream cannot be walked from its beginning to its end, or has
   *     more bits than are stored, among which could be an overlay
   */
  static byte[] of(DicomImage image, byte[] frame) throws DicomException {
    try {
      return switch (image.syntax().coding()) {
        case NATIVE -> UnusedBits.of(image).cleared(frame);
        case RLE -> new CleanRunLengths(image, frame).clean();
        case LOSSY_JPEG, LOSSLESS_JPEG -> even(new CleanJpeg(image, frame, false).clean());
        case JPEG_LS -> even(new CleanJpeg(image, frame, true).clean());
        case JPEG_2000 -> even(new CleanJpeg2000(image, frame).clean());
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new DicomException(
          DicomFault.TRUNCATED, "The DICOM frame's compressed stream ends before its end.", null);
    }
  }

  private static byte[] even(byte[] stream) {
    return Arrays.copyOf(stream, stream.length + stream.length % 2);
  }

  static DicomException damaged(String what) {
    return new DicomException(
        DicomFault.PIXELS_CORRUPT, "The DICOM frame's compressed stream " + what + ".", null);
  }

  /** Refuses a stream that could carry an overlay in bits that are none of the picture's. */
  static void requireDepth(DicomImage image, int bits) throws DicomException {
    if (bits > image.bitsStored()) {
      throw new DicomException(
          DicomFault.UNSUPPORTED_PIXELS,
          "The DICOM frame's compressed stream has more bits than Bits Stored, which cannot be"
              + " removed without compressing it anew.",
          null);
    }
  }
}
