package dev.dermstream.loadtest.search;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A plain SIMD dot product: what anybody would write first. */
final class FloatDot {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private FloatDot() {}

  /** Of {@code length} values from each offset. */
  static float dot(float[] left, int leftFrom, float[] right, int rightFrom, int length) {
    FloatVector first = FloatVector.zero(SPECIES);
    FloatVector second = FloatVector.zero(SPECIES);
    int lanes = SPECIES.length();
    int k = 0;
    for (; k <= length - 2 * lanes; k += 2 * lanes) {
      first = at(left, leftFrom + k).fma(at(right, rightFrom + k), first);
      second = at(left, leftFrom + k + lanes).fma(at(right, rightFrom + k + lanes), second);
    }
    float sum = first.add(second).reduceLanes(VectorOperators.ADD);
    for (; k < length; k++) {
      sum += left[leftFrom + k] * right[rightFrom + k];
    }
    return sum;
  }

  private static FloatVector at(float[] values, int offset) {
    return FloatVector.fromArray(SPECIES, values, offset);
  }
}
