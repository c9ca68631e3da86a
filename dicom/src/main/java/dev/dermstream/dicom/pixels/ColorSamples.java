package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.platform.image.FullRangeYcc;
import dev.dermstream.platform.image.RgbImage;

/** Colours of three samples, in 8 bits each. */
final class ColorSamples {
  private ColorSamples() {}

  /**
   * Converts samples by pixel.
   *
   * @param samples given up by the caller
   */
  static byte[] rgb(DicomImage image, Photometric photometric, byte[] samples) {
    byte[] eight =
        image.sampleBytes() == 1 && image.bitsStored() == Byte.SIZE
            ? samples
            : scaled(image, samples);
    if (photometric != Photometric.RGB) {
      FullRangeYcc.toRgb(eight, RgbImage.CHANNELS);
    }
    return eight;
  }

  private static byte[] scaled(DicomImage image, byte[] samples) {
    int size = image.sampleBytes();
    int top = (1 << image.bitsStored()) - 1;
    byte[] eight = new byte[samples.length / size];
    for (int i = 0; i < eight.length; i++) {
      int value = Stored.raw(samples, i, size) & top;
      eight[i] = (byte) ((value * 255L + top / 2) / top);
    }
    return eight;
  }
}
