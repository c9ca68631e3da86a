package dev.dermstream.platform.image;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * In hardware vectors. Three of them hold as many whole pixels as one has lanes, so lane {@code j}
 * of the three together is always channel {@code j % 3}: levels are read as they lie, and only the
 * sums are taken apart. The weights lie three times each in {@link ResampleWeights#interleaved}.
 */
final class VectorLineResampler implements LineResampler {
  /** Wider ones are filled too seldom: most windows hold fewer than 16 pixels. */
  private static final VectorSpecies<Integer> SPECIES =
      IntVector.SPECIES_PREFERRED.length() > 8
          ? IntVector.SPECIES_256
          : IntVector.SPECIES_PREFERRED;

  private static final int LANES = SPECIES.length();
  private static final int BLOCK = RgbImage.CHANNELS * LANES;

  /** Of shorter windows, taking the sums apart costs more than the three vectors save. */
  private static final int LEAST_WINDOW = 12;

  /** One pixel in a vector; what lies in the fourth lane is the next pixel's and counts nothing. */
  private static final VectorSpecies<Integer> PIXEL = IntVector.SPECIES_128;

  /** Whether the hardware has vectors of some length, and the weights are padded to theirs. */
  static boolean supported() {
    return LANES >= 4 && ResampleWeights.PIXELS_PER_BLOCK % LANES == 0;
  }

  @Override
  public void resample(int[] line, ResampleWeights w, int[] out) {
    if (w.stride < LEAST_WINDOW) {
      resampleByPixel(line, w, out);
      return;
    }
    int[] lanes = new int[BLOCK];
    for (int x = 0; x < w.first.length; x++) {
      int i = w.first[x] * RgbImage.CHANNELS;
      int k = x * w.interleavedStride;
      IntVector left = IntVector.zero(SPECIES);
      IntVector middle = left;
      IntVector right = left;
      for (int end = k + w.count[x] * RgbImage.CHANNELS; k < end; k += BLOCK, i += BLOCK) {
        left = product(line, i, w.interleaved, k).add(left);
        middle = product(line, i + LANES, w.interleaved, k + LANES).add(middle);
        right = product(line, i + 2 * LANES, w.interleaved, k + 2 * LANES).add(right);
      }
      left.intoArray(lanes, 0);
      middle.intoArray(lanes, LANES);
      right.intoArray(lanes, 2 * LANES);
      storePixel(lanes, out, x * RgbImage.CHANNELS);
    }
  }

  private static void resampleByPixel(int[] line, ResampleWeights w, int[] out) {
    int last = w.first.length - 1;
    for (int x = 0; x < last; x++) {
      // The fourth lane is overwritten by the next pixel.
      pixel(line, w, x).intoArray(out, x * RgbImage.CHANNELS);
    }
    int[] lanes = pixel(line, w, last).toArray();
    System.arraycopy(lanes, 0, out, last * RgbImage.CHANNELS, RgbImage.CHANNELS);
  }

  private static IntVector pixel(int[] line, ResampleWeights w, int x) {
    IntVector sum = IntVector.broadcast(PIXEL, ResampleWeights.HALF);
    int i = w.first[x] * RgbImage.CHANNELS;
    int k = x * w.interleavedStride;
    // As many for every pixel, the last ones of weight 0: a branch that is guessed right saves
    // more.
    for (int end = k + w.longest * RgbImage.CHANNELS;
        k < end;
        k += RgbImage.CHANNELS, i += RgbImage.CHANNELS) {
      sum =
          IntVector.fromArray(PIXEL, line, i)
              .mul(IntVector.fromArray(PIXEL, w.interleaved, k))
              .add(sum);
    }
    return sum.lanewise(VectorOperators.ASHR, ResampleWeights.PRECISION_BITS).max(0).min(255);
  }

  private static IntVector product(int[] line, int i, int[] weights, int k) {
    return IntVector.fromArray(SPECIES, line, i).mul(IntVector.fromArray(SPECIES, weights, k));
  }

  private static void storePixel(int[] lanes, int[] out, int o) {
    int red = ResampleWeights.HALF;
    int green = ResampleWeights.HALF;
    int blue = ResampleWeights.HALF;
    for (int j = 0; j < BLOCK; j += RgbImage.CHANNELS) {
      red += lanes[j];
      green += lanes[j + 1];
      blue += lanes[j + 2];
    }
    out[o] = ResampleWeights.toLevel(red);
    out[o + 1] = ResampleWeights.toLevel(green);
    out[o + 2] = ResampleWeights.toLevel(blue);
  }
}
