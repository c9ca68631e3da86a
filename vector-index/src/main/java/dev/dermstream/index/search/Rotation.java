package dev.dermstream.index.search;

import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A rotation of vectors that looks random, so that afterwards no place is larger than others,
 * whatever the encoder does: rounds of changed signs, a permutation, and a Hadamard transform
 * without its smallest steps, which the permutations make good for. Dot products stay as they are.
 * The same for every index of a dimension; immutable and thread-safe.
 */
final class Rotation {
  private static final int ENOUGH_ROUNDS = 2;

  /**
   * Butterflies reach at least so far, so that a processor does as many of them at once as it has
   * lanes, of which it has no more. The same on every machine, so that so is the rotation.
   */
  private static final int LEAST_REACH = 16;

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private final int dimension;

  /** {@code [rounds, dimension]}: from where each place takes its value. */
  private final int[][] sources;

  /** {@code [rounds, dimension]}: what it is multiplied by. */
  private final float[][] factors;

  Rotation(int dimension) {
    this(dimension, ENOUGH_ROUNDS);
  }

  /**
   * @param rounds 0 leaves vectors as they are
   */
  Rotation(int dimension, int rounds) {
    this.dimension = dimension;
    sources = new int[rounds][];
    factors = new float[rounds][];
    SplittableRandom random = new SplittableRandom(dimension);
    for (int round = 0; round < rounds; round++) {
      sources[round] = permutation(random, dimension);
      factors[round] = new float[dimension];
      for (int begin = 0; begin < dimension; begin += block(begin)) {
        float length = (float) Math.sqrt(Math.max(1, block(begin) / LEAST_REACH));
        for (int k = begin; k < begin + block(begin); k++) {
          factors[round][k] = (random.nextBoolean() ? 1 : -1) / length;
        }
      }
    }
  }

  private static int[] permutation(SplittableRandom random, int count) {
    int[] places = new int[count];
    for (int k = 0; k < count; k++) {
      int other = random.nextInt(k + 1);
      places[k] = places[other];
      places[other] = k;
    }
    return places;
  }

  /** Length of the block that begins at a place: the largest power of two that has room. */
  private int block(int begin) {
    return Integer.highestOneBit(dimension - begin);
  }

  /**
   * Rotates a vector.
   *
   * @param values {@code [dimension]}, or longer; replaced
   * @param work memory of {@code [dimension]}
   */
  void apply(float[] values, float[] work) {
    for (int round = 0; round < sources.length; round++) {
      int[] source = sources[round];
      float[] factor = factors[round];
      for (int k = 0; k < dimension; k++) {
        work[k] = values[source[k]] * factor[k];
      }
      for (int begin = 0; begin < dimension; begin += block(begin)) {
        for (int reach = LEAST_REACH; reach < block(begin); reach *= 2) {
          butterflies(work, begin, begin + block(begin), reach);
        }
      }
      System.arraycopy(work, 0, values, 0, dimension);
    }
  }

  private static void butterflies(float[] values, int begin, int end, int reach) {
    for (int pair = begin; pair < end; pair += 2 * reach) {
      for (int k = pair; k < pair + reach; k += FLOATS.length()) {
        FloatVector left = FloatVector.fromArray(FLOATS, values, k);
        FloatVector right = FloatVector.fromArray(FLOATS, values, k + reach);
        left.add(right).intoArray(values, k);
        left.sub(right).intoArray(values, k + reach);
      }
    }
  }
}
