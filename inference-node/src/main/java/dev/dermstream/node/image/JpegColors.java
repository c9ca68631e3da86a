package dev.dermstream.node.image;

import dev.dermstream.platform.image.FullRangeYcc;
import dev.dermstream.platform.image.RgbImage;

/**
 * Turns the decoded components of a JPEG into RGB. Luminance and chrominance by JFIF's equations;
 * CMYK without a profile, as {@code ink * key}, both inverted as Adobe stores them.
 */
final class JpegColors {
  private JpegColors() {}

  /**
   * Converts samples interleaved by pixel.
   *
   * @param samples {@code [height, width, components]}; given up by the caller: three components
   *     are converted in place
   */
  static RgbImage toRgb(JpegStructure.ColorModel model, int width, int height, byte[] samples) {
    return switch (model) {
      case GREY -> new RgbImage(width, height, replicate(samples));
      case RGB -> new RgbImage(width, height, samples);
      case YCC -> {
        FullRangeYcc.toRgb(samples, RgbImage.CHANNELS);
        yield new RgbImage(width, height, samples);
      }
      case CMYK -> new RgbImage(width, height, multiplyKey(samples));
      case YCCK -> {
        FullRangeYcc.toRgb(samples, 4);
        // YCCK's first three are the complement of what its inverted inks are.
        for (int i = 0; i < samples.length; i++) {
          if (i % 4 != 3) {
            samples[i] = (byte) ~samples[i];
          }
        }
        yield new RgbImage(width, height, multiplyKey(samples));
      }
    };
  }

  private static byte[] replicate(byte[] grey) {
    byte[] rgb = new byte[Math.multiplyExact(grey.length, RgbImage.CHANNELS)];
    for (int i = 0, o = 0; i < grey.length; i++) {
      rgb[o++] = grey[i];
      rgb[o++] = grey[i];
      rgb[o++] = grey[i];
    }
    return rgb;
  }

  private static byte[] multiplyKey(byte[] inverted) {
    byte[] rgb = new byte[inverted.length / 4 * RgbImage.CHANNELS];
    for (int i = 0, o = 0; i < inverted.length; i += 4) {
      int key = inverted[i + 3] & 0xFF;
      for (int c = 0; c < RgbImage.CHANNELS; c++) {
        rgb[o++] = (byte) (((inverted[i + c] & 0xFF) * key + 127) / 255);
      }
    }
    return rgb;
  }
}
