package dev.dermstream.trainer.recipe.data;

import java.util.random.RandomGenerator;

/**
 * A change of a picture that keeps its description true: mirrored or turned by half, a little
 * brighter or darker, a little warmer or colder. A quarter turn is left out because pictures of 4:3
 * are squared for the model: it would stretch them the other way.
 *
 * @param mirrored left and right swapped
 * @param upended top and bottom swapped
 * @param gains factor of each channel's level
 * @param offset added to every level, 1 being white
 */
@SuppressWarnings("ArrayRecordComponent") // made here, read here, compared nowhere
public record Augmentation(boolean mirrored, boolean upended, float[] gains, float offset) {
  private static final Augmentation NONE = new Augmentation(false, false, new float[] {1, 1, 1}, 0);
  private static final float GAIN = 0.08f;
  private static final float CHANNEL_GAIN = 0.03f;
  private static final float OFFSET = 0.03f;

  /** Leaves a picture as it is. */
  public static Augmentation none() {
    return NONE;
  }

  /** A random change. */
  public static Augmentation random(RandomGenerator random) {
    float gain = around(1, GAIN, random);
    float[] gains = new float[3];
    for (int channel = 0; channel < gains.length; channel++) {
      gains[channel] = gain * around(1, CHANNEL_GAIN, random);
    }
    return new Augmentation(
        random.nextBoolean(), random.nextBoolean(), gains, around(0, OFFSET, random));
  }

  private static float around(float middle, float width, RandomGenerator random) {
    return middle + width * (2 * random.nextFloat() - 1);
  }

  /**
   * Writes the changed picture as model values.
   *
   * @param levels {@code [3, size, size]}
   * @param out receives {@code [3, size, size]} at {@code offset}
   */
  public void apply(byte[] levels, int size, float[] out, int start) {
    int plane = size * size;
    float[] table = new float[256];
    for (int channel = 0; channel < gains.length; channel++) {
      fill(table, gains[channel]);
      for (int y = 0; y < size; y++) {
        int from = channel * plane + (upended ? size - 1 - y : y) * size;
        int to = start + channel * plane + y * size;
        for (int x = 0; x < size; x++) {
          out[to + x] = table[levels[from + (mirrored ? size - 1 - x : x)] & 0xFF];
        }
      }
    }
  }

  private void fill(float[] table, float gain) {
    for (int level = 0; level < table.length; level++) {
      float value = PixelLevels.value((byte) level);
      // Levels 0 to 1 are values -1 to 1, so an offset of a level is twice that of a value.
      table[level] =
          gain == 1 && offset == 0
              ? value
              : Math.clamp((value + 1) * gain - 1 + 2 * offset, -1f, 1f);
    }
  }
}
