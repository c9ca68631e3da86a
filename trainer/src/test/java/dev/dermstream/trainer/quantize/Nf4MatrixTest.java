package dev.dermstream.trainer.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class Nf4MatrixTest {
  private static final long SEED = 20_231;

  @Test
  void everyWeightComesBackWithinItsBound() {
    SplittableRandom random = new SplittableRandom(SEED);
    assertWithinBounds("normal", 96, 200, random::nextGaussian);
    assertWithinBounds("uniform", 33, 7, () -> random.nextDouble(-3, 3));
    assertWithinBounds("one large in many", 64, 64, () -> random.nextInt(500) == 0 ? 40 : 1e-3);
    assertWithinBounds("tiny", 5, 13, () -> 1e-30 * random.nextGaussian());
    assertWithinBounds("one", 1, 1, () -> -7);
  }

  /** 0.0093 is the mean squared error of sixteen normal quantiles over blocks of 64, with room. */
  @Test
  void theErrorOfNormalWeightsIsThatOfTheCodeBook() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = filled(256 * 256, random::nextGaussian);
    float[] back = roundTrip(values, 256, 256);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.pow(back[i] - values[i], 2);
    }
    assertThat(sum / values.length).as("seed %d", SEED).isBetween(0.006, 0.0093);
  }

  @Test
  void whatIsZeroStaysZero() {
    float[] values = new float[130];
    values[129] = 5;
    float[] back = roundTrip(values, 10, 13);
    for (int i = 0; i < 129; i++) {
      assertThat(back[i]).isZero();
    }
    assertThat(roundTrip(new float[64], 8, 8)).containsOnly(0);
  }

  @Test
  void codesAndScalesTakeALittleOverFourBitsAWeight() {
    Nf4Matrix matrix = Nf4Matrix.of(new float[1024 * 1024], 1024, 1024);

    assertThat(matrix.bytes()).isEqualTo(1024 * 1024 / 2 + 16_384 + 4 * 64 + 4);
    assertThat(8.0 * matrix.bytes() / matrix.size()).isLessThan(4.128);
  }

  @Test
  void nothingBeyondTheMatrixIsWritten() {
    float[] target = new float[72];
    Nf4Matrix.of(filled(70, () -> 1), 7, 10).dequantize(FloatBuffer.wrap(target));

    assertThat(target[69]).isNotZero();
    assertThat(target[70]).isZero();
  }

  @Test
  void whatIsNotANumberIsRefused() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Nf4Matrix.of(new float[] {1, wrong}, 1, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("value 1");
    }
    assertThatThrownBy(() -> Nf4Matrix.of(new float[5], 2, 3)).hasMessageContaining("2 x 3");
  }

  private static void assertWithinBounds(String what, int out, int in, DoubleSupplier draw) {
    float[] values = filled(out * in, draw);
    Nf4Matrix matrix = Nf4Matrix.of(values, out, in);
    float[] back = new float[values.length];
    matrix.dequantize(FloatBuffer.wrap(back));
    for (int begin = 0; begin < values.length; begin += Nf4Matrix.BLOCK) {
      int end = Math.min(values.length, begin + Nf4Matrix.BLOCK);
      float scale = 0;
      for (int i = begin; i < end; i++) {
        scale = Math.max(scale, Math.abs(values[i]));
      }
      float bound = matrix.largestError(begin / Nf4Matrix.BLOCK, scale);
      for (int i = begin; i < end; i++) {
        assertThat(Math.abs(back[i] - values[i]))
            .as("%s, seed %d, weight %d: %s for %s", what, SEED, i, back[i], values[i])
            .isLessThanOrEqualTo(bound);
      }
    }
  }

  private static float[] filled(int count, DoubleSupplier draw) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) draw.getAsDouble();
    }
    return values;
  }

  private static float[] roundTrip(float[] values, int out, int in) {
    float[] back = new float[values.length];
    Nf4Matrix.of(values, out, in).dequantize(FloatBuffer.wrap(back));
    return back;
  }
}
