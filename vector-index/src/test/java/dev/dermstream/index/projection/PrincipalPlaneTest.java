package dev.dermstream.index.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.confidence.Centroids;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalPlaneTest {
  private static final double EXACT = 1e-9;

  @Test
  void aCrossLiesOnItsOwnAxes() {
    // Two units of variance along the second axis, half a unit along the third, around (1, 0, 0).
    PrincipalPlane plane =
        PrincipalPlane.of(centroids(3, 1, 1, 0, 1, -1, 0, 1, 0, .5f, 1, 0, -.5f)).orElseThrow();

    assertThat(plane.firstShare()).isCloseTo(.8, within(EXACT));
    assertThat(plane.secondShare()).isCloseTo(.2, within(EXACT));
    assertPlace(plane, new float[] {1, .25f, -.125f}, .25, -.125);
    // What stands upright on the plane leaves no trace.
    assertPlace(plane, new float[] {9, .25f, -.125f}, .25, -.125);
  }

  /** With fewer and with more centroids than dimensions, which are two ways of computing. */
  @ParameterizedTest
  @CsvSource({"1, 9, 40", "2, 40, 9", "3, 25, 25", "4, 3, 128", "5, 300, 16"})
  void noOtherDirectionKeepsMoreThanTheFirst(int seed, int count, int dimension) {
    Random random = new Random(seed);
    float[] values = RandomVectors.around(random, count, dimension, 4, .2);
    PrincipalPlane plane = PrincipalPlane.of(centroids(dimension, values)).orElseThrow();

    double total = total(values, dimension);
    double[] kept = new double[2];
    for (int row = 0; row < count; row++) {
      PlanePoint place = plane.place(values, row * dimension);
      kept[0] += place.x() * place.x();
      kept[1] += place.y() * place.y();
    }
    // The shares are those of the places themselves, and the mean lies at the middle.
    assertThat(kept[0] / total).isCloseTo(plane.firstShare(), within(1e-6));
    assertThat(kept[1] / total).isCloseTo(plane.secondShare(), within(1e-6));
    assertThat(plane.firstShare()).isGreaterThanOrEqualTo(plane.secondShare());
    assertThat(plane.firstShare() + plane.secondShare()).isLessThanOrEqualTo(1 + EXACT);
    for (int trial = 0; trial < 50; trial++) {
      assertThat(keptAlong(direction(random, dimension), values, dimension) / total)
          .as("seed %d, trial %d", seed, trial)
          .isLessThanOrEqualTo(plane.firstShare() + 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 200})
  void theSameCentroidsGiveTheSamePlaces(int count) {
    float[] values = RandomVectors.around(new Random(8), count, 32, 3, .3);
    PrincipalPlane one = PrincipalPlane.of(centroids(32, values)).orElseThrow();
    PrincipalPlane other = PrincipalPlane.of(centroids(32, values.clone())).orElseThrow();

    for (int row = 0; row < count; row++) {
      assertThat(one.place(values, row * 32)).isEqualTo(other.place(values, row * 32));
    }
  }

  @Test
  void twoCentroidsSpanALine() {
    PrincipalPlane plane = PrincipalPlane.of(centroids(2, 1, 0, 0, 1)).orElseThrow();

    assertThat(plane.firstShare()).isCloseTo(1, within(EXACT));
    assertThat(plane.secondShare()).isZero();
    assertThat(Math.abs(plane.place(new float[] {1, 0}, 0).x()))
        .isCloseTo(Math.sqrt(.5), within(EXACT));
    assertThat(plane.place(new float[] {1, 1}, 0).y()).isZero();
  }

  @Test
  void onePlaceHasNoPlane() {
    assertThat(PrincipalPlane.of(centroids(3))).isEmpty();
    assertThat(PrincipalPlane.of(centroids(3, 0, 1, 0))).isEmpty();
    assertThat(PrincipalPlane.of(centroids(3, 0, 1, 0, 0, 1, 0))).isEmpty();
  }

  private static void assertPlace(PrincipalPlane plane, float[] vector, double x, double y) {
    PlanePoint place = plane.place(vector, 0);
    assertThat(place.x()).isCloseTo(x, within(EXACT));
    assertThat(place.y()).isCloseTo(y, within(EXACT));
  }

  private static Centroids centroids(int dimension, float... values) {
    int count = values.length / dimension;
    return new Centroids(values, dimension, new int[count], new int[count]);
  }

  private static double[] direction(Random random, int dimension) {
    double[] direction = random.doubles(dimension, -1, 1).toArray();
    double norm = 0;
    for (double value : direction) {
      norm += value * value;
    }
    for (int i = 0; i < dimension; i++) {
      direction[i] /= Math.sqrt(norm);
    }
    return direction;
  }

  private static double total(float[] values, int dimension) {
    double total = 0;
    for (int i = 0; i < dimension; i++) {
      double[] axis = new double[dimension];
      axis[i] = 1;
      total += keptAlong(axis, values, dimension);
    }
    return total;
  }

  /** Sum of squares about the mean along a direction. */
  private static double keptAlong(double[] direction, float[] values, int dimension) {
    int count = values.length / dimension;
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < count; row++) {
      double along = 0;
      for (int i = 0; i < dimension; i++) {
        along += direction[i] * values[row * dimension + i];
      }
      sum += along;
      squares += along * along;
    }
    return squares - sum * sum / count;
  }
}
