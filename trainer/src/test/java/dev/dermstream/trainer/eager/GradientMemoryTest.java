package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientMemoryTest {
  private static final int DEPTH = 64;

  @Test
  void factorsSurviveACollectionBetweenForwardAndBackward() {
    try (EagerParameters parameters = EagerParameters.of(Map.of())) {
      parameters.put("x", new float[] {1, 2, 3}, 3);
      parameters.trainOnly(name -> true);
      EagerOps ops = new EagerOps(parameters.manager());

      Autograd.backward(
          parameters.manager(),
          step -> {
            NDArray y = ops.add(step.zeros(new Shape(3)), parameters.get("x"));
            for (int i = 0; i < DEPTH; i++) {
              y = ops.scale(y, i % 2 == 0 ? 2f : 0.5f);
            }
            NDArray loss = y.sum();
            reuseFreedBuffers();
            return loss;
          });

      assertThat(parameters.get("x").getGradient().toFloatArray()).containsExactly(1, 1, 1);
    }
  }

  /** Collects what nobody holds, then fills as many small buffers with a number that is not 1. */
  private static void reuseFreedBuffers() {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      System.gc();
      for (int i = 0; i < 20 * DEPTH; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
        buffers.add(buffer.putFloat(0, Float.NaN));
      }
    }
    // Holds the buffers until here.
    assertThat(Arrays.asList(buffers.toArray())).hasSize(100 * DEPTH);
  }
}
