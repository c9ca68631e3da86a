package dev.dermstream.platform.image;

/**
 * Luminance and chrominance of the full range, as JFIF and DICOM's YBR_FULL have them, to RGB: in
 * the fixed point of the IJG library (16 fraction bits), so that results agree with it to the bit.
 */
public final class FullRangeYcc {
  private static final int HALF = 1 << 15;
  private static final int CR_TO_RED = fixedPoint(1.40200);
  private static final int CB_TO_BLUE = fixedPoint(1.77200);
  private static final int CB_TO_GREEN = -fixedPoint(0.34414);
  private static final int CR_TO_GREEN = -fixedPoint(0.71414);

  private FullRangeYcc() {}

  /**
   * Converts in place.
   *
   * @param samples luminance, blue and red chrominance become red, green and blue
   * @param step bytes from a pixel to the next; those beyond the first three stay
   */
  public static void toRgb(byte[] samples, int step) {
    for (int i = 0; i < samples.length; i += step) {
      int y = samples[i] & 0xFF;
      int cb = (samples[i + 1] & 0xFF) - 128;
      int cr = (samples[i + 2] & 0xFF) - 128;
      samples[i] = clamp(y + ((CR_TO_RED * cr + HALF) >> 16));
      samples[i + 1] = clamp(y + ((CB_TO_GREEN * cb + CR_TO_GREEN * cr + HALF) >> 16));
      samples[i + 2] = clamp(y + ((CB_TO_BLUE * cb + HALF) >> 16));
    }
  }

  private static byte clamp(int level) {
    return (byte) Math.min(Math.max(level, 0), 255);
  }

  private static int fixedPoint(double value) {
    return (int) (value * (1 << 16) + 0.5);
  }
}
