package dev.dermstream.trainer.eager;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How fresh weights are drawn: as SigLIP and Llama do (Xavier uniform for the encoder's linear
 * layers, LeCun normal for its patches, {@code N(0, 1/hidden)} for its positions, {@code N(0,
 * 0.02^2)} for decoder and connector; norms 1, biases 0). Each weight has its own stream, made from
 * the seed and its name, so that adding one changes no other.
 */
final class Initialization {
  private static final double LLAMA_DEVIATION = 0.02;

  private Initialization() {}

  static float[] draw(String name, long[] shape, long seed) {
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    if (shape.length == 1) {
      Arrays.fill(values, name.endsWith(".bias") ? 0 : 1);
      return values;
    }
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + name.hashCode());
    long fanOut = shape[0];
    long fanIn = values.length / fanOut;
    if (name.endsWith("position_embedding.weight")) {
      normal(values, random, 1 / Math.sqrt((double) fanIn));
    } else if (shape.length > 2) {
      normal(values, random, 1 / Math.sqrt((double) fanIn));
    } else if (isEncoder(name)) {
      uniform(values, random, Math.sqrt(6.0 / (double) (fanIn + fanOut)));
    } else {
      normal(values, random, LLAMA_DEVIATION);
    }
    return values;
  }

  private static boolean isEncoder(String name) {
    return name.contains("encoder.layers.");
  }

  private static void normal(float[] values, SplittableRandom random, double deviation) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
  }

  private static void uniform(float[] values, SplittableRandom random, double bound) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
  }
}
