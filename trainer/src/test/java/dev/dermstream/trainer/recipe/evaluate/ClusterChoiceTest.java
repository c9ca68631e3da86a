package dev.dermstream.trainer.recipe.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ClusterChoiceTest {
  private static final int ROWS = 400;

  /** Two dense classes on a circle, and a thin bridge of in-between vectors. */
  private static final double FIRST = 0;

  private static final double SECOND = 1.2;

  @Test
  void keepsClassesApartThatAWideRadiusWouldChain() {
    UnitVectors vectors = bridged(1);
    int[] classes = classes();
    int chained =
        Centroids.of(
                vectors, new Dbscan(0.2, 4).cluster(vectors, Parallelism.sequential()), classes, 2)
            .count();
    assertThat(chained).isEqualTo(1);

    ClusterChoice choice =
        ClusterChoice.choose(vectors, classes, bridged(2), classes, 2, Parallelism.sequential());

    assertThat(choice.centroids().clusterClass()).contains(0, 1);
    double[] confidence = choice.confidence(unit(FIRST), 2).confidence();
    assertThat(confidence[0]).isGreaterThan(0.9);
    assertThat(choice.confidence(unit(SECOND), 2).confidence()[1]).isGreaterThan(0.9);
    assertThat(choice.meanLogLikelihood()).isBetween(-0.5, 0.0);
  }

  private static UnitVectors bridged(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = new float[2 * ROWS];
    for (int row = 0; row < ROWS; row++) {
      double centre = row % 2 == 0 ? FIRST : SECOND;
      double angle =
          row % 20 < 2 ? random.nextDouble(FIRST, SECOND) : centre + 0.08 * random.nextGaussian();
      float[] vector = unit(angle);
      values[2 * row] = vector[0];
      values[2 * row + 1] = vector[1];
    }
    return UnitVectors.of(values, 2);
  }

  private static float[] unit(double angle) {
    return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
  }

  private static int[] classes() {
    int[] classes = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      classes[row] = row % 2;
    }
    return classes;
  }
}
