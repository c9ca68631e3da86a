package dev.dermstream.trainer.quantize;

/**
 * The scales of a matrix's blocks, quantised once more (QLoRA, section 3, "double quantization"):
 * their mean is taken off, and what is left is kept in a byte of {@link DynamicMap} for each, with
 * one float32 for each {@value #BLOCK} of them, the largest magnitude among these.
 *
 * <p>A scale comes back with an error of at most {@link DynamicMap#LARGEST_ERROR} times that
 * magnitude. Immutable.
 */
final class BlockScales {
  /** Scales that share a magnitude. */
  static final int BLOCK = 256;

  private final float mean;
  private final float[] magnitudes;
  private final byte[] codes;

  private BlockScales(float mean, float[] magnitudes, byte[] codes) {
    this.mean = mean;
    this.magnitudes = magnitudes;
    this.codes = codes;
  }

  /** Quantises scales, none of them negative; the array is not kept. */
  static BlockScales of(float[] scales) {
    double sum = 0;
    for (float scale : scales) {
      sum += scale;
    }
    float mean = (float) (sum / scales.length);
    float[] magnitudes = new float[(scales.length + BLOCK - 1) / BLOCK];
    for (int i = 0; i < scales.length; i++) {
      magnitudes[i / BLOCK] = Math.max(magnitudes[i / BLOCK], Math.abs(scales[i] - mean));
    }
    byte[] codes = new byte[scales.length];
    for (int i = 0; i < scales.length; i++) {
      float magnitude = magnitudes[i / BLOCK];
      codes[i] = DynamicMap.nearest(magnitude == 0 ? 0 : (scales[i] - mean) / magnitude);
    }
    return new BlockScales(mean, magnitudes, codes);
  }

  /** A block's scale as it comes back; may be a little below zero where it was next to zero. */
  float scale(int block) {
    return mean + magnitudes[block / BLOCK] * DynamicMap.value(codes[block]);
  }

  /** Largest distance between a scale of this block and what it was. */
  float largestError(int block) {
    // Four roundings of float32 come on top.
    return magnitudes[block / BLOCK] * DynamicMap.LARGEST_ERROR + 4 * Math.ulp(mean);
  }

  long bytes() {
    return codes.length + (long) Float.BYTES * magnitudes.length + Float.BYTES;
  }
}
