package dev.dermstream.trainer.reference;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.dermstream.node.engine.LoadedModel;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.SharedInputs;
import dev.dermstream.platform.lora.LoraInputs;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.AdapterStack;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.RowAdapters;
import dev.dermstream.trainer.model.StackedAdapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A checkpoint and its stacked adapters in memory, shared by the encoder and the decoder and freed
 * when both are closed. Thread-safe: nothing of it changes.
 */
final class EagerWeights {
  private final Idefics3Config config;
  private final EagerParameters parameters;
  private final List<EagerModel> models;
  private final SharedInputs sharedInputs;
  private final AtomicInteger users = new AtomicInteger(2);

  private EagerWeights(
      Idefics3Config config,
      EagerParameters parameters,
      Map<String, Tensor> adapters,
      int count,
      SharedInputs sharedInputs) {
    this.config = config;
    this.parameters = parameters;
    this.models = models(adapters, count);
    this.sharedInputs = sharedInputs;
  }

  static EagerWeights load(ModelDirectory model, SharedInputs sharedInputs) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(model.path());
    Path adapters = model.path().resolve(AdapterStack.FILE);
    EagerParameters parameters = EagerParameters.of(checkpoint.tensors());
    boolean whole = false;
    try {
      EagerWeights weights =
          new EagerWeights(
              checkpoint.config(),
              parameters,
              Files.exists(adapters) ? Safetensors.read(adapters) : Map.of(),
              model.adapters(),
              sharedInputs);
      whole = true;
      return weights;
    } finally {
      if (!whole) {
        parameters.close();
      }
    }
  }

  /** One for each adapter, the base model first. */
  private List<EagerModel> models(Map<String, Tensor> adapters, int count) {
    Map<String, StackedAdapters.Stack<NDArray>> stacks = new HashMap<>();
    EagerOps ops = new EagerOps(parameters.manager());
    adapters.forEach((name, a) -> {
      if (name.endsWith(AdapterStack.A)) {
        String module = name.substring(0, name.length() - AdapterStack.A.length());
        Tensor b = adapters.get(module + AdapterStack.B);
        if (b != null) {
          stacks.put(module, new StackedAdapters.Stack<>(constant(ops, a), constant(ops, b)));
        }
      }
    });
    List<EagerModel> each = new ArrayList<>();
    each.add(new EagerModel(config, parameters));
    for (int id = 1; id < count; id++) {
      NDArray adapterId = parameters.manager().create(new long[] {id});
      each.add(new EagerModel(config, parameters, new StackedAdapters<>(ops, adapterId, stacks)));
    }
    return List.copyOf(each);
  }

  private static NDArray constant(EagerOps ops, Tensor tensor) {
    return ops.constant(tensor.toFloats(), tensor.shape());
  }

  /** The two sides of the model, each to be closed. */
  LoadedModel serve() {
    String engine = "PyTorch " + Engine.getEngine("PyTorch").getVersion() + " cpu";
    return new LoadedModel(engine, new EagerImageEncoder(this), new EagerTextDecoder(this));
  }

  Idefics3Config config() {
    return config;
  }

  int adapters() {
    return Math.max(models.size(), sharedInputs.adapters());
  }

  /** The model without any adapter. */
  EagerModel base() {
    return models.getFirst();
  }

  /**
   * The model under an adapter, 0 for the base model.
   *
   * @param owner of the weights, where the adapter is one that was loaded at run time
   */
  EagerModel model(int adapterId, NDManager owner) {
    if (adapterId == 0 || sharedInputs.names().isEmpty()) {
      return models.get(adapterId);
    }
    EagerOps ops = new EagerOps(owner);
    Map<String, Tensor> weights = sharedInputs.weights(adapterId);
    Map<String, StackedAdapters.Stack<NDArray>> stacks = new HashMap<>();
    weights.forEach((name, a) -> {
      if (name.startsWith(LoraInputs.A)) {
        String module = name.substring(LoraInputs.A.length());
        Tensor b = Objects.requireNonNull(weights.get(LoraInputs.B + module));
        stacks.put(module, new StackedAdapters.Stack<>(constant(ops, a), constant(ops, b)));
      }
    });
    return new EagerModel(config, parameters, new RowAdapters<>(ops, stacks));
  }

  /** Owns the tensors of a run; to be closed by the caller. */
  NDManager newManager() {
    return parameters.manager().newSubManager();
  }

  /** One of the two sides needs them no more. */
  void release() {
    if (users.decrementAndGet() == 0) {
      parameters.close();
    }
  }
}
