package dev.dermstream.platform.image;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * In hardware vectors of eight levels: two pixels and two levels more, which weigh nothing. The
 * weights lie as the levels do, in {@link ResampleWeights#pairs}. Windows are gone through three
 * pairs at a time and without an inner loop, which the compiler would not keep in registers; the
 * sums of the first and the second pixels of pairs meet at the end.
 */
final class VectorLineResampler implements LineResampler {
  private static final VectorSpecies<Integer> PAIR = IntVector.SPECIES_256;
  private static final int LANES = PAIR.length();
  private static final VectorSpecies<Byte> LEVELS = ByteVector.SPECIES_64;
  private static final LineResampler REST = new ScalarLineResampler();

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
    begin(line, w, out);
    for (int pair = ResampleWeights.PAIRS_AT_A_TIME;
        pair < w.pairCount;
        pair += ResampleWeights.PAIRS_AT_A_TIME) {
      goOn(line, w, pair, out);
    }
    end(w.first.length, out);
  }

  private static void begin(int[] line, ResampleWeights w, int[] sums) {
    IntVector zero = IntVector.zero(PAIR);
    for (int x = 0; x < w.first.length; x++) {
      threePairs(zero, line, w.first[x] * RgbImage.CHANNELS, w.pairs, x * w.pairCount * LANES)
          .intoArray(sums, x * LANES);
    }
  }

  private static void goOn(int[] line, ResampleWeights w, int pair, int[] sums) {
    int ahead = pair * ResampleWeights.PAIR_LEVELS;
    for (int x = 0; x < w.first.length; x++) {
      threePairs(
              IntVector.fromArray(PAIR, sums, x * LANES),
              line,
              w.first[x] * RgbImage.CHANNELS + ahead,
              w.pairs,
              (x * w.pairCount + pair) * LANES)
          .intoArray(sums, x * LANES);
    }
  }

  private static IntVector threePairs(IntVector sum, int[] line, int i, int[] weights, int k) {
    IntVector one = product(line, i, weights, k);
    IntVector two = product(line, i + ResampleWeights.PAIR_LEVELS, weights, k + LANES);
    IntVector three = product(line, i + 2 * ResampleWeights.PAIR_LEVELS, weights, k + 2 * LANES);
    return sum.add(one).add(two).add(three);
  }

  private static IntVector product(int[] line, int i, int[] weights, int k) {
    return IntVector.fromArray(PAIR, line, i).mul(IntVector.fromArray(PAIR, weights, k));
  }

  /** From sums of pairs to pixels, in place: a pixel lies before the sums that are still unread. */
  private static void end(int pixels, int[] sums) {
    for (int x = 0; x < pixels; x++) {
      IntVector both =
          IntVector.fromArray(PIXEL, sums, x * LANES)
              .add(IntVector.fromArray(PIXEL, sums, x * LANES + RgbImage.CHANNELS));
      toLevels(both.add(ResampleWeights.HALF)).intoArray(sums, x * RgbImage.CHANNELS);
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
      toLevels(IntVector.fromArray(PAIR, sums, from + i))
          .convertShape(VectorOperators.I2B, LEVELS, 0)
          .reinterpretAsBytes()
          .intoArray(rgb, start + i);
    }
    REST.round(sums, from + end, rgb, start + end, length - end);
  }

  private static IntVector toLevels(IntVector sums) {
    return sums.lanewise(VectorOperators.ASHR, ResampleWeights.PRECISION_BITS).max(0).min(255);
  }
}
