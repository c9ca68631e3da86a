package dev.dermstream.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RotationTest {
  @Test
  void keepsDotProducts() {
    for (int dimension : new int[] {1, 15, 16, 33, 256, 384, 768, 1000, 1152}) {
      Random random = new Random(dimension);
      Rotation rotation = new Rotation(dimension);
      float[] left = gaussian(random, dimension);
      float[] right = gaussian(random, dimension);
      double before = dot(left, right);
      double length = dot(left, left);

      rotation.apply(left, new float[dimension]);
      rotation.apply(right, new float[dimension]);

      assertThat(dot(left, right))
          .as("dimension %d", dimension)
          .isCloseTo(before, within(1e-4 * dimension));
      assertThat(dot(left, left)).isCloseTo(length, within(1e-4 * dimension));
    }
  }

  @Test
  void spreadsAPlaceOverAll() {
    for (int dimension : new int[] {256, 384, 768, 1152}) {
      Rotation rotation = new Rotation(dimension);
      for (int k = 0; k < dimension; k++) {
        float[] axis = new float[dimension];
        axis[k] = 1;
        rotation.apply(axis, new float[dimension]);
        for (float value : axis) {
          assertThat(Math.abs(value)).as("dimension %d, place %d", dimension, k).isLessThan(0.4f);
        }
      }
    }
  }

  @Test
  void isTheSameEveryTime() {
    float[] first = gaussian(new Random(1), 768);
    float[] second = first.clone();

    new Rotation(768).apply(first, new float[768]);
    new Rotation(768).apply(second, new float[768]);

    assertThat(second).isEqualTo(first);
  }

  private static float[] gaussian(Random random, int dimension) {
    float[] values = new float[dimension];
    for (int k = 0; k < dimension; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double dot(float[] left, float[] right) {
    double dot = 0;
    for (int k = 0; k < left.length; k++) {
      dot += (double) left[k] * right[k];
    }
    return dot;
  }
}
