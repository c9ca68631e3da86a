package dev.dermstream.loadtest.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.optimize.AdamWConfig;

/**
 * The trainer's own step on a {@link SpeedCase}, as {@code training.cpp} prints its own.
 *
 * <p>Arguments: case, steps. Threads by {@code -Dai.djl.pytorch.num_threads}.
 */
final class EagerSteps {
  private static final int SIDE = 1024;

  private EagerSteps() {}

  public static void main(String[] arguments) {
    SpeedCase speedCase = SpeedCase.named(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    System.out.println("version " + Engine.getEngine("PyTorch").getVersion());
    System.out.printf("gigaflops %.1f%n", gigaflops());
    try (EagerParameters weights = speedCase.weights()) {
      EagerModel model = new EagerModel(speedCase.config(), weights);
      weights.trainOnly(name -> true);
      float[] pixels = speedCase.pixels();
      long[][] ids = speedCase.ids();
      long[][] labels = speedCase.labels();
      long[][] mask = speedCase.mask();
      int size = speedCase.config().vision().imageSize();
      try (AdamW optimizer = new AdamW(weights, AdamWConfig.withWeightDecay(0.01), 1)) {
        for (int step = 0; step < steps; step++) {
          long begin = System.nanoTime();
          float loss =
              Autograd.backward(
                  weights.manager(),
                  manager -> {
                    NDArray states =
                        model.visionStates(
                            manager.create(pixels, new Shape(speedCase.batch(), 3, size, size)));
                    NDArray embeds = model.inputsEmbeds(manager, ids, model.imageFeatures(states));
                    return model.loss(model.hiddenStates(embeds, mask), labels);
                  });
          long differentiated = System.nanoTime();
          optimizer.step(1e-4);
          long end = System.nanoTime();
          System.out.printf("step %.6f %d %d%n", loss, end - begin, end - differentiated);
        }
      }
    }
  }

  /** As in {@code training.cpp}: tells a difference of the libraries' versions. */
  private static double gigaflops() {
    double best = 0;
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray a = manager.randomUniform(0, 1, new Shape(SIDE, SIDE));
      NDArray b = manager.randomUniform(0, 1, new Shape(SIDE, SIDE));
      for (int i = 0; i < 8; i++) {
        long begin = System.nanoTime();
        a.matMul(b).close();
        best = Math.max(best, 2.0 * SIDE * SIDE * SIDE / (System.nanoTime() - begin));
      }
    }
    return best;
  }
}
