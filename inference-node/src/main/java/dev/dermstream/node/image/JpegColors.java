package dev.dermstream.node.image;

import dev.dermstream.platform.image.RgbImage;

/**
 * Turns the decoded components of a JPEG into RGB. Luminance and chrominance by JFIF's equations in
 * the fixed point of the IJG library (16 fraction bits), so that results agree with it to the bit;
 * CMYK without a profile, as {@code ink * key}, both inverted as Adobe stores them.
 */
final class JpegColors {
  private static final int HALF = 1 << 15;
  private static final int CR_TO_RED = fixedPoint(1.40200);
  private static final int CB_TO_BLUE = fixedPoint(1.77200);
  private static final int CB_TO_GREEN = -fixedPoint(0.34414);
  private static final int CR_TO_GREEN = -fixedPoint(0.71414);

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
        convert(samples, RgbImage.CHANNELS, samples);
        yield new RgbImage(width, height, samples);
      }
      case CMYK -> new RgbImage(width, height, multiplyKey(samples));
      case YCCK -> {
        convert(samples, 4, samples);
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

  private static void convert(byte[] ycc, int step, byte[] rgb) {
    for (int i = 0; i < ycc.length; i += step) {
      int y = ycc[i] & 0xFF;
      int cb = (ycc[i + 1] & 0xFF) - 128;
      int cr = (ycc[i + 2] & 0xFF) - 128;
      rgb[i] = clamp(y + ((CR_TO_RED * cr + HALF) >> 16));
      rgb[i + 1] = clamp(y + ((CB_TO_GREEN * cb + CR_TO_GREEN * cr + HALF) >> 16));
      rgb[i + 2] = clamp(y + ((CB_TO_BLUE * cb + HALF) >> 16));
    }
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

  private static byte clamp(int level) {
    return (byte) Math.min(Math.max(level, 0), 255);
  }

  private static int fixedPoint(double value) {
    return (int) (value * (1 << 16) + 0.5);
  }
}
