package dev.dermstream.loadtest.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerAdapter;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.eager.QuantizedWeights;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.io.IOException;
import java.util.List;

/**
 * Resident memory over many small steps of adapter training with dropout over a base in four bits,
 * which makes everything that a step can leave behind.
 *
 * <p>Arguments: steps. Prints {@code resident STEP BYTES} ten times, the first after a tenth.
 */
final class MemoryOverSteps {
  private static final int SAMPLES = 10;

  private MemoryOverSteps() {}

  public static void main(String[] arguments) throws IOException {
    SpeedCase tiny = SpeedCase.named("tiny");
    int steps = Integer.parseInt(arguments[0]);
    long pid = ProcessHandle.current().pid();
    float[] pixels = tiny.pixels();
    int size = tiny.config().vision().imageSize();
    try (EagerParameters floats = tiny.weights();
        QuantizedWeights weights = QuantizedWeights.of(floats.tensors());
        EagerAdapter adapter =
            EagerAdapter.initialize(
                new LoraConfig(8, 16, 0.05, List.of("q_proj", "v_proj", "down_proj"), ""),
                ParameterShapes.of(tiny.config()),
                ParameterShapes.TEXT,
                1)) {
      EagerModel model =
          new EagerModel(
              tiny.config(), weights, adapter.trainingAdapter(new EagerOps(weights.manager())));
      adapter.parameters().trainOnly(name -> true);
      try (AdamW optimizer =
          new AdamW(adapter.parameters(), AdamWConfig.withWeightDecay(0.01), 1)) {
        for (int step = 1; step <= steps; step++) {
          Autograd.backward(
              weights.manager(),
              manager -> {
                NDArray states =
                    model.visionStates(
                        manager.create(pixels, new Shape(tiny.batch(), 3, size, size)));
                NDArray embeds =
                    model.inputsEmbeds(manager, tiny.ids(), model.imageFeatures(states));
                return model.loss(model.hiddenStates(embeds, tiny.mask()), tiny.labels());
              });
          optimizer.step(1e-4);
          if (step % Math.max(1, steps / SAMPLES) == 0) {
            System.out.printf("resident-%d %d%n", step, ProcessUsage.of(pid).residentBytes());
          }
        }
      }
    }
  }
}
