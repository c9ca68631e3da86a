package dev.dermstream.node.generate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chooses tokens of one text. Draws from random numbers of its own, one for each token, so that
 * neighbours in a batch change nothing. Of equal scores the token of the lowest id comes first.
 * Confined to one thread at a time.
 */
final class Sampler {
  private final SamplingParameters parameters;
  private final RandomGenerator random;

  Sampler(SamplingParameters parameters) {
    this.parameters = parameters;
    this.random = new SplittableRandom(parameters.seed());
  }

  /**
   * Chooses the next token.
   *
   * @param logits {@code [vocabSize]}
   * @throws IllegalStateException if no score is a number above negative infinity
   */
  int choose(float[] logits) {
    int best = best(logits);
    return parameters.temperature() == 0 ? best : draw(logits, logits[best]);
  }

  private static int best(float[] logits) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < logits.length; id++) {
      if (logits[id] > highest) {
        highest = logits[id];
        best = id;
      }
    }
    if (best < 0) {
      throw new IllegalStateException("The decoder gave no score that is a number");
    }
    return best;
  }

  private int draw(float[] logits, float highest) {
    int[] ids = candidates(logits);
    double[] weights = new double[ids.length];
    double total = 0;
    for (int i = 0; i < ids.length; i++) {
      // In double: a float's difference divided by a small temperature overflows early.
      weights[i] = Math.exp(((double) logits[ids[i]] - highest) / parameters.temperature());
      total += weights[i];
    }
    if (isNucleus()) {
      double enough = parameters.topP() * total;
      int count = 0;
      for (total = 0; count < ids.length && (count == 0 || total < enough); count++) {
        total += weights[count];
      }
      return ids[pick(weights, count, total)];
    }
    return ids[pick(weights, ids.length, total)];
  }

  private int pick(double[] weights, int count, double total) {
    double at = random.nextDouble() * total;
    int last = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > 0) {
        last = i;
        at -= weights[i];
        if (at < 0) {
          return i;
        }
      }
    }
    // Where rounding left a rest.
    return last;
  }

  private boolean isNucleus() {
    return parameters.topP() > 0 && parameters.topP() < 1;
  }

  /** Ids of finite score: the best first if any limit needs an order, else ascending. */
  private int[] candidates(float[] logits) {
    long[] keys = new long[logits.length];
    int count = 0;
    for (int id = 0; id < logits.length; id++) {
      if (logits[id] > Float.NEGATIVE_INFINITY) {
        keys[count++] = descending(logits[id]) << Integer.SIZE | id;
      }
    }
    int most = parameters.topK() == 0 ? count : Math.min(parameters.topK(), count);
    if (most < count || isNucleus()) {
      Arrays.sort(keys, 0, count);
    }
    return Arrays.stream(keys, 0, most).mapToInt(key -> (int) key).toArray();
  }

  /** Ascends as the score falls; bits of a float order like its value but for the sign. */
  private static long descending(float score) {
    int bits = Float.floatToIntBits(score);
    int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return ~ascending;
  }
}
