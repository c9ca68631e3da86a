package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraPair;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.Adapter;
import dev.dermstream.trainer.model.LowRankAdapter;
import dev.dermstream.trainer.model.TensorOps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A LoRA adapter whose A and B are parameters. Not thread-safe; close frees them. */
public final class EagerAdapter implements AutoCloseable {
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  private final LoraConfig config;
  private final List<String> modules;
  private final EagerParameters parameters;

  private EagerAdapter(LoraConfig config, List<String> modules, EagerParameters parameters) {
    this.config = config;
    this.modules = List.copyOf(modules);
    this.parameters = parameters;
  }

  /** Copies a checkpoint. */
  public static EagerAdapter of(LoraCheckpoint checkpoint) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    checkpoint
        .pairs()
        .forEach((module, pair) -> {
          tensors.put(module + A, pair.a());
          tensors.put(module + B, pair.b());
        });
    return new EagerAdapter(
        checkpoint.config(),
        new ArrayList<>(checkpoint.pairs().keySet()),
        EagerParameters.of(tensors));
  }

  /**
   * A fresh adapter, as PEFT starts it: A uniform in {@code +-1/sqrt(in)}, B zero.
   *
   * @param base names and shapes of the base's weights
   * @param under prefix of the layers to adapt, e.g. {@code model.text_model.}
   */
  public static EagerAdapter initialize(
      LoraConfig config, Map<String, long[]> base, String under, long seed) {
    List<String> modules = LoraCheckpoint.targets(base, under, config.targetModules());
    if (modules.isEmpty()) {
      throw new IllegalArgumentException(
          "No layer under " + under + " is called one of " + config.targetModules());
    }
    EagerParameters parameters = EagerParameters.of(Map.of());
    SplittableRandom random = new SplittableRandom(seed);
    for (String module : modules) {
      long[] weight = Objects.requireNonNull(base.get(module + ".weight"));
      float[] a = new float[Math.toIntExact(config.rank() * weight[1])];
      double bound = 1 / Math.sqrt((double) weight[1]);
      for (int i = 0; i < a.length; i++) {
        a[i] = (float) random.nextDouble(-bound, bound);
      }
      parameters.put(module + A, a, config.rank(), weight[1]);
      float[] b = new float[Math.toIntExact(weight[0] * config.rank())];
      parameters.put(module + B, b, weight[0], config.rank());
    }
    return new EagerAdapter(config, modules, parameters);
  }

  /** A and B by module name followed by {@code .lora_A.weight} or {@code .lora_B.weight}. */
  public EagerParameters parameters() {
    return parameters;
  }

  /** The adapter for inference. */
  public Adapter<NDArray> adapter(TensorOps<NDArray> ops) {
    return adapter(ops, UnaryOperator.identity());
  }

  /** The adapter for training: its input is dropped out as configured, by PyTorch's generator. */
  public Adapter<NDArray> trainingAdapter(TensorOps<NDArray> ops) {
    return trainingAdapter(ops, x -> JniUtils.dropout(EagerOps.pt(x), config.dropout(), true));
  }

  /**
   * The adapter for training.
   *
   * @param dropout drops out the input of every layer, where the configuration asks for that
   */
  public Adapter<NDArray> trainingAdapter(TensorOps<NDArray> ops, UnaryOperator<NDArray> dropout) {
    return config.dropout() == 0 ? adapter(ops) : adapter(ops, dropout);
  }

  private Adapter<NDArray> adapter(TensorOps<NDArray> ops, UnaryOperator<NDArray> dropout) {
    Map<String, LowRankAdapter.Pair<NDArray>> pairs = new LinkedHashMap<>();
    for (String module : modules) {
      pairs.put(
          module,
          new LowRankAdapter.Pair<>(parameters.get(module + A), parameters.get(module + B)));
    }
    return new LowRankAdapter<>(ops, pairs, config.scale(), dropout);
  }

  /** A copy of the present values, to be written in PEFT's format. */
  public LoraCheckpoint checkpoint() {
    Map<String, Tensor> tensors = parameters.tensors();
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    for (String module : modules) {
      pairs.put(
          module,
          new LoraPair(
              Objects.requireNonNull(tensors.get(module + A)),
              Objects.requireNonNull(tensors.get(module + B))));
    }
    return new LoraCheckpoint(config, pairs);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
