package dev.dermstream.loadtest.model;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Weights that keep the size of what flows through layers of rectifiers (He et al. 2015). */
final class RandomWeights {
  private final RandomGenerator random;

  RandomWeights(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  float[] rectified(int count, int fanIn) {
    double deviation = Math.sqrt(2.0 / fanIn);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
