package dev.dermstream.loadtest.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerAdapter;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.eager.QuantizedWeights;
import dev.dermstream.trainer.model.Adapter;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.model.TextConfig;
import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Adapter training over a decoder of hidden size 1024 and 8 layers, whose base is kept in float32
 * or in four bits: bytes of the base's linear weights, resident memory, time of a step.
 *
 * <p>Arguments: {@code write FILE}, or {@code float32|nf4 FILE STEPS}.
 */
final class FourBitBase {
  static final int BATCH = 2;
  static final int SEQUENCE = 128;
  static final int RANK = 16;

  private static final Idefics3Config CONFIG =
      new Idefics3Config(
          new VisionConfig(32, 64, 1, 1, 3, 32, 8, 1e-6f),
          new TextConfig(1024, 2816, 8, 16, 8, 64, 2048, 1024, 1e-5f, 10_000),
          2,
          5,
          true);

  private FourBitBase() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "write" -> {
        try (EagerParameters weights = EagerParameters.initialize(ParameterShapes.of(CONFIG), 1)) {
          Safetensors.write(file, weights.tensors());
        }
      }
      case "nf4" -> {
        try (QuantizedWeights weights = QuantizedWeights.of(Safetensors.read(file))) {
          System.out.println("bytes " + weights.quantizedBytes());
          train(
              weights.manager(),
              adapter -> new EagerModel(CONFIG, weights, adapter),
              Integer.parseInt(arguments[2]));
        }
      }
      case "float32" -> {
        Map<String, Tensor> tensors = Safetensors.read(file);
        System.out.println("bytes " + linearBytes(tensors));
        try (EagerParameters weights = EagerParameters.of(tensors)) {
          train(
              weights.manager(),
              adapter -> new EagerModel(CONFIG, weights, adapter),
              Integer.parseInt(arguments[2]));
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static long linearBytes(Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .filter(tensor -> QuantizedWeights.isQuantized(tensor.getKey()))
        .mapToLong(tensor -> (long) tensor.getValue().size() * Float.BYTES)
        .sum();
  }

  private static void train(
      NDManager manager, Function<Adapter<NDArray>, EagerModel> modelOf, int steps)
      throws IOException {
    long pid = ProcessHandle.current().pid();
    // Pages of the mapped file and of what was read from it count until they are given back.
    System.gc();
    System.out.println("loaded " + ProcessUsage.of(pid).anonymousBytes());
    long[][] ids = ids();
    long[][] mask = new long[BATCH][SEQUENCE];
    Arrays.stream(mask).forEach(row -> Arrays.fill(row, 1));
    try (EagerAdapter adapter =
        EagerAdapter.initialize(
            new LoraConfig(
                RANK,
                32,
                0,
                List.of(
                    "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
                ""),
            ParameterShapes.of(CONFIG),
            ParameterShapes.TEXT,
            1)) {
      EagerModel model = modelOf.apply(adapter.adapter(new EagerOps(manager)));
      adapter.parameters().trainOnly(name -> true);
      long most = 0;
      try (AdamW optimizer =
          new AdamW(adapter.parameters(), AdamWConfig.withWeightDecay(0.01), 1)) {
        for (int step = 0; step < steps; step++) {
          long begin = System.nanoTime();
          long[] held = new long[1];
          float loss =
              Autograd.backward(
                  manager,
                  inner -> {
                    NDArray scalar =
                        model.loss(
                            model.hiddenStates(model.inputsEmbeds(inner, ids, null), mask), ids);
                    held[0] = anonymousBytes(pid);
                    return scalar;
                  });
          long differentiated = System.nanoTime();
          optimizer.step(1e-4);
          long end = System.nanoTime();
          most = Math.max(most, held[0]);
          System.out.printf("step %.6f %d %d%n", loss, end - begin, end - differentiated);
        }
      }
      System.out.println("held " + most);
    }
  }

  private static long anonymousBytes(long pid) {
    try {
      return ProcessUsage.of(pid).anonymousBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[][] ids() {
    SplittableRandom random = new SplittableRandom(1);
    long[][] ids = new long[BATCH][SEQUENCE];
    for (long[] row : ids) {
      Arrays.setAll(row, i -> random.nextInt(6, CONFIG.text().vocabSize()));
    }
    return ids;
  }
}
