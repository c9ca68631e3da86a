package dev.dermstream.trainer.quantize;

/**
 * The code book of 4-bit NormalFloat (QLoRA, appendix E): sixteen values in [-1, 1] that split a
 * normal distribution into parts of equal probability, with an exact zero. Values are ascending, so
 * that a code is a rank.
 */
final class NormalFloat4 {
  /** Number of codes. */
  static final int CODES = 16;

  /** The code of zero. */
  static final int ZERO = 7;

  /** Half the widest gap, that between the two lowest values: the largest error of a code. */
  static final float LARGEST_ERROR = 0.15190361f;

  private static final float[] VALUES = {
    -1.0f,
    -0.6961928f,
    -0.52507305f,
    -0.3949175f,
    -0.28444138f,
    -0.18477343f,
    -0.091050036f,
    0.0f,
    0.0795803f,
    0.1609302f,
    0.2461123f,
    0.33791524f,
    0.44070983f,
    0.562617f,
    0.72295684f,
    1.0f
  };

  private static final float[] MIDPOINTS = Midpoints.of(VALUES);

  private NormalFloat4() {}

  /** Value of a code in [0, 15]. */
  static float value(int code) {
    return VALUES[code];
  }

  /** The code whose value is next to {@code x}; the lower one halfway. */
  static int nearest(float x) {
    return Midpoints.rank(MIDPOINTS, x);
  }
}
