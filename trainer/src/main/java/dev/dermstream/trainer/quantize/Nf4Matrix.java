package dev.dermstream.trainer.quantize;

import java.nio.FloatBuffer;

/**
 * A weight {@code [out, in]} in 4-bit NormalFloat: two codes to a byte, the first in the high half,
 * over blocks of {@value #BLOCK} of its row-major values; scales doubly quantised. Quantising picks
 * codes by the exact scales, as bitsandbytes does.
 *
 * <p>A weight {@code w} of a block with scale {@code s} comes back within {@code 0.152 s + 0.0071
 * d}, {@code d} being the largest distance from the mean among 256 scales ({@link #largestError}).
 * Zero, and what lies next to it, comes back as zero. Immutable, thread-safe.
 */
public final class Nf4Matrix {
  /** Weights that share a scale. */
  public static final int BLOCK = 64;

  private final int out;
  private final int in;
  private final byte[] packed;
  private final BlockScales scales;

  private Nf4Matrix(int out, int in, byte[] packed, BlockScales scales) {
    this.out = out;
    this.in = in;
    this.packed = packed;
    this.scales = scales;
  }

  /**
   * Quantises a matrix.
   *
   * @param values {@code [out, in]}, row-major; not kept
   * @throws IllegalArgumentException if a value is not finite or their number is another
   */
  public static Nf4Matrix of(float[] values, int out, int in) {
    if (out < 1 || in < 1 || values.length != Math.multiplyExact(out, in)) {
      throw new IllegalArgumentException(
          "%d values for a matrix of %d x %d".formatted(values.length, out, in));
    }
    float[] scales = largestMagnitudes(values);
    byte[] packed = new byte[(values.length + 1) / 2];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i / BLOCK];
      int code = scale == 0 ? NormalFloat4.ZERO : NormalFloat4.nearest(values[i] / scale);
      packed[i / 2] |= (byte) (i % 2 == 0 ? code << 4 : code);
    }
    return new Nf4Matrix(out, in, packed, BlockScales.of(scales));
  }

  private static float[] largestMagnitudes(float[] values) {
    float[] scales = new float[(values.length + BLOCK - 1) / BLOCK];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("value %d is %s".formatted(i, values[i]));
      }
      scales[i / BLOCK] = Math.max(scales[i / BLOCK], Math.abs(values[i]));
    }
    return scales;
  }

  /** Rows. */
  public int out() {
    return out;
  }

  /** Columns. */
  public int in() {
    return in;
  }

  /** Number of weights. */
  public int size() {
    return out * in;
  }

  /** Bytes of codes and scales. */
  public long bytes() {
    return packed.length + scales.bytes();
  }

  /**
   * Writes the weights as float32.
   *
   * @param target its first {@link #size} floats are written, by absolute index
   */
  public void dequantize(FloatBuffer target) {
    int size = size();
    float[] scaled = new float[NormalFloat4.CODES];
    float[] values = new float[BLOCK];
    for (int begin = 0; begin < size; begin += BLOCK) {
      float scale = scales.scale(begin / BLOCK);
      for (int code = 0; code < scaled.length; code++) {
        scaled[code] = NormalFloat4.value(code) * scale;
      }
      int count = Math.min(BLOCK, size - begin);
      for (int i = 0; i < count; i += 2) {
        int both = packed[(begin + i) / 2];
        values[i] = scaled[both >> 4 & 0xF];
        values[i + 1] = scaled[both & 0xF];
      }
      target.put(begin, values, 0, count);
    }
  }

  /** Largest distance of a weight in this block, of scale {@code s}, from what it was. */
  float largestError(int block, float scale) {
    return NormalFloat4.LARGEST_ERROR * scale + scales.largestError(block);
  }
}
