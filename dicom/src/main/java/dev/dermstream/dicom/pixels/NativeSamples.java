package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;

/** Uncompressed samples, brought into the order red, green, blue of each pixel. */
final class NativeSamples {
  private NativeSamples() {}

  static byte[] interleaved(DicomImage image, byte[] frame) throws DicomException {
    if (image.photometric() == Photometric.YBR_FULL_422) {
      return full(image, frame);
    }
    return image.planar() ? interleave(image, frame) : frame;
  }

  private static byte[] interleave(DicomImage image, byte[] planes) {
    byte[] pixels = new byte[planes.length];
    int size = image.sampleBytes();
    int plane = planes.length / image.samples();
    for (int c = 0; c < image.samples(); c++) {
      for (int i = 0; i < plane; i++) {
        int pixel = i / size;
        pixels[(pixel * image.samples() + c) * size + i % size] = planes[c * plane + i];
      }
    }
    return pixels;
  }

  /** Y1 Y2 Cb Cr of two neighbours become Y Cb Cr of each (PS3.3, C.7.6.3.1.2). */
  private static byte[] full(DicomImage image, byte[] pairs) throws DicomException {
    if (image.columns() % 2 != 0 || image.sampleBytes() != 1 || image.planar()) {
      throw new DicomException(
          DicomFault.UNSUPPORTED_PIXELS,
          "Uncompressed DICOM pixels in YBR_FULL_422 are read with 8 bits, an even number of"
              + " columns and colour by pixel only.",
          null);
    }
    byte[] pixels = new byte[pairs.length / 2 * 3];
    for (int i = 0, o = 0; i < pairs.length; i += 4) {
      for (int second = 0; second < 2; second++) {
        pixels[o++] = pairs[i + second];
        pixels[o++] = pairs[i + 2];
        pixels[o++] = pairs[i + 3];
      }
    }
    return pixels;
  }
}
