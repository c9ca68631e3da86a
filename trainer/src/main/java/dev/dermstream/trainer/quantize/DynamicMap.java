package dev.dermstream.trainer.quantize;

import java.util.Arrays;

/**
 * The signed 8-bit dynamic map (Dettmers 2016, "8-bit approximations for parallelism in deep
 * learning"; as bitsandbytes builds it): for each decade from {@code 1e-6} to 1 twice as many
 * values as for the one below, evenly spread over its upper nine tenths, in both signs; and 0 and
 * 1. 256 ascending values; near 1 they stand {@code 0.9 / 64} apart.
 */
final class DynamicMap {
  /** Half the widest gap: the largest error of a code for a number in [-1, 1]. */
  static final float LARGEST_ERROR = 0.9f / 64 / 2 + 1e-6f;

  private static final int DECADES = 7;
  private static final float[] VALUES = values();
  private static final float[] MIDPOINTS = Midpoints.of(VALUES);

  private DynamicMap() {}

  /** Value of a code, whose byte is read as unsigned. */
  static float value(byte code) {
    return VALUES[Byte.toUnsignedInt(code)];
  }

  /** The code whose value is next to {@code x}. */
  static byte nearest(float x) {
    return (byte) Midpoints.rank(MIDPOINTS, x);
  }

  private static float[] values() {
    float[] values = new float[256];
    int count = 0;
    for (int decade = 0; decade < DECADES; decade++) {
      int steps = 1 << decade;
      double power = Math.pow(10, decade - (DECADES - 1));
      for (int i = 0; i < steps; i++) {
        float mean = (float) (power * (0.1 + 0.9 * (i + 0.5) / steps));
        values[count++] = mean;
        values[count++] = -mean;
      }
    }
    values[count++] = 0;
    values[count] = 1;
    Arrays.sort(values);
    return values;
  }
}
