package dev.dermstream.platform.image;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * In hardware vectors of eight levels: two pixels and two levels more, which weigh nothing. The
 * weights lie as the levels do, in {@link ResampleWeights#pairs}. Windows are gone through three
 * pairs at a time and without an inner loop, which the compiler would not keep in registers; the
 * sums of the first and the second pixels of pairs meet at the end.
 *
 * <p>No method takes or gives a vector. The compiler may not inline it, and then every vector that
 * passes is an object: a picture took six times as long, in some processes and not in others.
 */
final class VectorLineResampler implements LineResampler {
  private static final VectorSpecies<Integer> PAIR = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> LEVELS = ByteVector.SPECIES_64;
  private static final int LANES = PAIR.length();

  /** One pixel and a level more, which is overwritten by the next pixel or means nothing. */
  private static final VectorSpecies<Integer> PIXEL = IntVector.SPECIES_128;

  /** Whether the hardware has vectors of that length. */
  static boolean supported() {
    return IntVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public void read(byte[] rgb, int start, int[] line, int length) {
    int end = PAIR.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      ByteVector.fromArray(LEVELS, rgb, start + i)
          .convertShape(VectorOperators.ZERO_EXTEND_B2I, PAIR, 0)
          .reinterpretAsInts()
          .intoArray(line, i);
    }
    for (int i = end; i < length; i++) {
      line[i] = rgb[start + i] & 0xFF;
    }
  }

  @Override
  public void resample(int[] line, ResampleWeights w, int[] out) {
    Arrays.fill(out, 0, w.first.length * LANES, 0);
    for (int pair = 0; pair < w.pairCount; pair += ResampleWeights.PAIRS_AT_A_TIME) {
      addThreePairs(line, w, pair, out);
    }
    end(w.first.length, out);
  }

  private static void addThreePairs(int[] line, ResampleWeights w, int pair, int[] sums) {
    int[] first = w.first;
    int[] weights = w.pairs;
    int stride = w.pairCount * LANES;
    int ahead = pair * ResampleWeights.PAIR_LEVELS;
    for (int x = 0, k = pair * LANES; x < first.length; x++, k += stride) {
      int i = first[x] * RgbImage.CHANNELS + ahead;
      IntVector.fromArray(PAIR, line, i)
          .mul(IntVector.fromArray(PAIR, weights, k))
          .add(
              IntVector.fromArray(PAIR, line, i + ResampleWeights.PAIR_LEVELS)
                  .mul(IntVector.fromArray(PAIR, weights, k + LANES)))
          .add(
              IntVector.fromArray(PAIR, line, i + 2 * ResampleWeights.PAIR_LEVELS)
                  .mul(IntVector.fromArray(PAIR, weights, k + 2 * LANES)))
          .add(IntVector.fromArray(PAIR, sums, x * LANES))
          .intoArray(sums, x * LANES);
    }
  }

  /** From sums of pairs to pixels, in place: a pixel lies before the sums that are still unread. */
  private static void end(int pixels, int[] sums) {
    for (int x = 0; x < pixels; x++) {
      IntVector.fromArray(PIXEL, sums, x * LANES)
          .add(IntVector.fromArray(PIXEL, sums, x * LANES + RgbImage.CHANNELS))
          .add(ResampleWeights.HALF)
          .lanewise(VectorOperators.ASHR, ResampleWeights.PRECISION_BITS)
          .max(0)
          .min(255)
          .intoArray(sums, x * RgbImage.CHANNELS);
    }
  }

  @Override
  public void add(int[] line, int weight, int[] sums, int start, int length) {
    int end = PAIR.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      IntVector.fromArray(PAIR, line, i)
          .mul(weight)
          .add(IntVector.fromArray(PAIR, sums, start + i))
          .intoArray(sums, start + i);
    }
    for (int i = end; i < length; i++) {
      sums[start + i] += line[i] * weight;
    }
  }

  @Override
  public void round(int[] sums, int from, byte[] rgb, int start, int length) {
    int end = PAIR.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      IntVector.fromArray(PAIR, sums, from + i)
          .lanewise(VectorOperators.ASHR, ResampleWeights.PRECISION_BITS)
          .max(0)
          .min(255)
          .convertShape(VectorOperators.I2B, LEVELS, 0)
          .reinterpretAsBytes()
          .intoArray(rgb, start + i);
    }
    for (int i = end; i < length; i++) {
      rgb[start + i] = (byte) ResampleWeights.toLevel(sums[from + i]);
    }
  }
}
