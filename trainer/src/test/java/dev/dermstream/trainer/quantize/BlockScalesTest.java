package dev.dermstream.trainer.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlockScalesTest {
  private static final long SEED = 4_096;

  @Test
  void theDynamicMapHasTwiceAsManyValuesInEveryDecade() {
    float[] values = new float[256];
    for (int code = 0; code < 256; code++) {
      values[code] = DynamicMap.value((byte) code);
    }
    assertThat(values).isSorted().doesNotHaveDuplicates().contains(0f, 1f, 5.5e-7f, -5.5e-7f);
    assertThat(values[0]).isEqualTo(-(0.1f + 0.9f * 63.5f / 64));
    for (int decade = 0; decade < 7; decade++) {
      double top = Math.pow(10, decade - 6);
      int count = 0;
      for (float value : values) {
        if (value > top / 10 && value < top) {
          count++;
        }
      }
      assertThat(count).as("values below %s", top).isEqualTo(1 << decade);
    }
  }

  @Test
  void everyNumberComesBackWithinTheBoundOfTheMap() {
    for (int i = -10_000; i <= 10_000; i++) {
      float x = i / 10_000f;
      assertThat(Math.abs(DynamicMap.value(DynamicMap.nearest(x)) - x))
          .as("of %s", x)
          .isLessThanOrEqualTo(DynamicMap.LARGEST_ERROR);
    }
  }

  @Test
  void scalesComeBackWithinTheBoundOfTheirBlock() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] scales = new float[1000];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) random.nextDouble(0, i < 256 ? 100 : 0.1);
    }
    BlockScales back = BlockScales.of(scales);
    for (int i = 0; i < scales.length; i++) {
      assertThat(Math.abs(back.scale(i) - scales[i]))
          .as("seed %d, scale %d", SEED, i)
          .isLessThanOrEqualTo(back.largestError(i));
    }
    assertThat(back.bytes()).isEqualTo(1000 + 4 * 4 + 4);
  }

  @Test
  void equalScalesComeBackExactly() {
    float[] scales = new float[300];
    Arrays.fill(scales, 0.375f);
    BlockScales back = BlockScales.of(scales);
    for (int i = 0; i < scales.length; i++) {
      assertThat(back.scale(i)).isEqualTo(0.375f);
    }
  }
}
