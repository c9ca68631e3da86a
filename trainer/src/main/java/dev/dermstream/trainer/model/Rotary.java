package dev.dermstream.trainer.model;

import java.util.List;

/**
 * Rotary position embedding (Su et al. 2021), halves layout as in Llama: element {@code i} turns
 * with element {@code i + headDim / 2}.
 *
 * @param cos {@code [batch, 1, sequence, headDim / 2]}
 * @param sin of the same shape
 */
record Rotary<T>(T cos, T sin) {
  static float[] inverseFrequencies(int headDim, double theta) {
    float[] frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) (1 / Math.pow(theta, 2.0 * i / headDim));
    }
    return frequencies;
  }

  static <T> Rotary<T> at(TensorOps<T> ops, T positionIds, T inverseFrequencies) {
    T positions = ops.reshape(ops.toFloat(positionIds), 0, 1, -1, 1);
    T angles = ops.multiply(positions, inverseFrequencies);
    return new Rotary<>(ops.cos(angles), ops.sin(angles));
  }

  T rotate(TensorOps<T> ops, T x) {
    List<T> halves = ops.halves(x);
    T first = halves.get(0);
    T second = halves.get(1);
    return ops.concat(
        3,
        List.of(
            ops.subtract(ops.multiply(first, cos), ops.multiply(second, sin)),
            ops.add(ops.multiply(second, cos), ops.multiply(first, sin))));
  }
}
