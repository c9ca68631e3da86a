package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.EagerOps;
import org.junit.jupiter.api.Test;

class SigmoidLossTest {
  @Test
  void equalsTheSumOverAllPairsWorkedOutByHand() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray images = manager.create(new float[] {1, 0, 0.6f, 0.8f}, new Shape(2, 2));
      NDArray texts = manager.create(new float[] {1, 0, 0, 1, 0.8f, 0.6f}, new Shape(3, 2));
      float scale = 4;
      float bias = -2;

      float loss =
          SigmoidLoss.of(
                  new EagerOps(manager),
                  images,
                  texts,
                  new int[] {5, 7},
                  new int[] {5, 7, 5},
                  manager.create(new float[] {(float) Math.log(scale)}),
                  manager.create(new float[] {bias}))
              .getFloat();

      // Cosines of the first picture 1, 0, 0.8; of the second 0.6, 0.8, 0.96.
      double expected =
          (minusLogSigmoid(4 * 1.0 - 2)
                  + minusLogSigmoid(-(4 * 0.0 - 2))
                  + minusLogSigmoid(4 * 0.8 - 2)
                  + minusLogSigmoid(-(4 * 0.6 - 2))
                  + minusLogSigmoid(4 * 0.8 - 2)
                  + minusLogSigmoid(-(4 * 0.96 - 2)))
              / 2;
      assertThat((double) loss).isCloseTo(expected, within(1e-5));
    }
  }

  private static double minusLogSigmoid(double z) {
    return Math.log(1 + Math.exp(-z));
  }
}
