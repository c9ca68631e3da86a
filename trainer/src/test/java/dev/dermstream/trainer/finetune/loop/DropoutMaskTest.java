package dev.dermstream.trainer.finetune.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.EagerOps;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {
  private static final int SIZE = 40_003;

  @Test
  void masksAreAFunctionOfSeedAndPlaceAndKeepTheMean() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      float[] first = masked(manager, 7, 3);

      assertThat(masked(manager, 7, 3)).containsExactly(first);
      assertThat(masked(manager, 7, 4)).isNotEqualTo(first);
      assertThat(masked(manager, 8, 3)).isNotEqualTo(first);
      long dropped = IntStream.range(0, SIZE).filter(i -> first[i] == 0).count();
      assertThat((double) dropped / SIZE).isCloseTo(0.1, within(0.01));
      double mean = IntStream.range(0, SIZE).mapToDouble(i -> first[i]).average().orElseThrow();
      assertThat(mean).isCloseTo(1, within(0.01));
    }
  }

  private static float[] masked(NDManager manager, long seed, long place) {
    DropoutMask mask = new DropoutMask(new EagerOps(manager), 0.1, seed);
    mask.begin(place);
    return mask.apply(manager.ones(new Shape(1, SIZE))).toFloatArray();
  }
}
