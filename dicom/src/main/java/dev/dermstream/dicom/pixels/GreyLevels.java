package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.platform.image.RgbImage;

/**
 * Grey values to what a screen would show (PS3.4, N.2): stored value, modality transformation,
 * values of interest, and for MONOCHROME1 the negative. One table over all stored values does it.
 */
final class GreyLevels {
  private static final int TOP = 255;

  private GreyLevels() {}

  static byte[] rgb(DicomImage image, byte[] samples) throws DicomException {
    Modality modality = Modality.read(image);
    ValuesOfInterest interest = ValuesOfInterest.read(image, modality, samples);
    byte[] levels = new byte[1 << image.bitsStored()];
    boolean negative = image.photometric() == Photometric.MONOCHROME1;
    for (int bits = 0; bits < levels.length; bits++) {
      double shown = interest.shown(modality.value(Stored.value(image, bits)));
      int level = (int) Math.round(Math.clamp(shown, 0, 1) * TOP);
      levels[bits] = (byte) (negative ? TOP - level : level);
    }
    byte[] rgb = new byte[Math.multiplyExact((int) image.pixels(), RgbImage.CHANNELS)];
    for (int i = 0, o = 0; i < image.pixels(); i++) {
      byte level = levels[Stored.bits(image, samples, i)];
      rgb[o++] = level;
      rgb[o++] = level;
      rgb[o++] = level;
    }
    return rgb;
  }
}
