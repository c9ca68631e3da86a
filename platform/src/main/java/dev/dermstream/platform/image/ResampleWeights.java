package dev.dermstream.platform.image;

import java.util.Arrays;

/**
 * What every pixel of an output line takes from an input line, in fixed point with {@value
 * #PRECISION_BITS} fraction bits. For output {@code i} the sum runs over inputs {@code first[i] ...
 * first[i] + count[i] - 1} with {@code weights[i * stride + k]}.
 *
 * <p>The kernel's support grows with the downscale ratio, so that every input pixel counts
 * (antialiasing); the numbers, their rounding included, are those of Pillow's {@code
 * precompute_coeffs} and {@code normalize_coeffs_8bpc}. Immutable once made.
 */
final class ResampleWeights {
  /** 32 bits less 8 of a pixel less 2 of head room for kernels that overshoot. */
  static final int PRECISION_BITS = 22;

  static final int HALF = 1 << (PRECISION_BITS - 1);

  /** Levels of two pixels. */
  static final int PAIR_LEVELS = 2 * RgbImage.CHANNELS;

  /** Every window has a multiple of so many pairs, the last ones of weight 0. */
  static final int PAIRS_AT_A_TIME = 3;

  private static final int PAIR_WEIGHTS = 8;

  final int[] first;
  final int[] count;
  final int[] weights;
  final int stride;

  /** Pairs of pixels of each output. */
  int pairCount;

  /**
   * The weights once for each channel, for readers of two interleaved pixels at a time, {@code
   * [outputs, pairCount, 8]}: three of one pixel, three of the next, two zeros.
   */
  int[] pairs = {};

  private ResampleWeights(int outputs, int stride) {
    this.first = new int[outputs];
    this.count = new int[outputs];
    this.weights = new int[Math.multiplyExact(outputs, stride)];
    this.stride = stride;
  }

  static ResampleWeights of(ResampleFilter filter, int inputs, int outputs) {
    double scale = (double) inputs / outputs;
    double filterScale = Math.max(scale, 1);
    double support = filter.support() * filterScale;
    int stride = (int) Math.ceil(support) * 2 + 1;
    ResampleWeights result = new ResampleWeights(outputs, stride);
    double[] line = new double[stride];
    for (int i = 0; i < outputs; i++) {
      double center = (i + 0.5) * scale;
      int from = Math.max(0, (int) (center - support + 0.5));
      int to = Math.min(inputs, (int) (center + support + 0.5));
      double sum = 0;
      for (int k = 0; k < to - from; k++) {
        line[k] = filter.weight((k + from - center + 0.5) / filterScale);
        sum += line[k];
      }
      result.first[i] = from;
      result.count[i] = to - from;
      for (int k = 0; k < to - from; k++) {
        result.weights[i * stride + k] = fixedPoint(sum == 0 ? line[k] : line[k] / sum);
      }
    }
    result.pair();
    return result;
  }

  private void pair() {
    int longest = Arrays.stream(count).max().orElse(0);
    pairCount = Math.ceilDiv(longest, 2 * PAIRS_AT_A_TIME) * PAIRS_AT_A_TIME;
    pairs = new int[Math.multiplyExact(first.length, pairCount * PAIR_WEIGHTS)];
    for (int i = 0; i < first.length; i++) {
      for (int k = 0; k < count[i]; k++) {
        int at = (i * pairCount + k / 2) * PAIR_WEIGHTS + k % 2 * RgbImage.CHANNELS;
        Arrays.fill(pairs, at, at + RgbImage.CHANNELS, weights[i * stride + k]);
      }
    }
  }

  /** Ints behind a line that are read with a weight of 0. */
  int padding() {
    return pairCount * PAIR_LEVELS + PAIR_WEIGHTS;
  }

  /** How many outputs take from one input at most. */
  int mostOpen() {
    int most = 1;
    for (int last = 0, oldest = 0; last < first.length; last++) {
      while (first[oldest] + count[oldest] <= first[last]) {
        oldest++;
      }
      most = Math.max(most, last - oldest + 1);
    }
    return most;
  }

  /** Sum in fixed point, the half already added, to a level 0 to 255. */
  static int toLevel(int sum) {
    return Math.min(Math.max(sum >> PRECISION_BITS, 0), 255);
  }

  private static int fixedPoint(double weight) {
    return (int) ((weight < 0 ? -0.5 : 0.5) + weight * (1 << PRECISION_BITS));
  }
}
