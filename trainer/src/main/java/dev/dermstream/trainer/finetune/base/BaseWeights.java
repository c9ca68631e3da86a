package dev.dermstream.trainer.finetune.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.eager.QuantizedWeights;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.model.Adapter;
import dev.dermstream.trainer.model.Idefics3Config;
import java.io.IOException;

/** The frozen weights of a base, in one of the precisions that recipes may ask for. */
sealed interface BaseWeights extends AutoCloseable {
  /** Weights in so many bits: 4 (NF4) or 32. */
  static BaseWeights of(Checkpoint checkpoint, int bits) throws IOException {
    if (bits == Float.SIZE) {
      return new Whole(EagerParameters.of(checkpoint.tensors()));
    }
    try {
      return new Quantized(QuantizedWeights.of(checkpoint.tensors()));
    } catch (IllegalArgumentException e) {
      throw new FineTuneException("the base cannot be held in four bits: " + e.getMessage(), e);
    }
  }

  /** The model over them. */
  EagerModel model(Idefics3Config config, Adapter<NDArray> adapter);

  /** Parent of the sub-managers of steps. */
  NDManager manager();

  @Override
  void close();

  /** In float32. */
  record Whole(EagerParameters parameters) implements BaseWeights {
    @Override
    public EagerModel model(Idefics3Config config, Adapter<NDArray> adapter) {
      return new EagerModel(config, parameters, adapter);
    }

    @Override
    public NDManager manager() {
      return parameters.manager();
    }

    @Override
    public void close() {
      parameters.close();
    }
  }

  /** The decoder's layers in four bits, the rest in float32. */
  record Quantized(QuantizedWeights weights) implements BaseWeights {
    @Override
    public EagerModel model(Idefics3Config config, Adapter<NDArray> adapter) {
      return new EagerModel(config, weights, adapter);
    }

    @Override
    public NDManager manager() {
      return weights.manager();
    }

    @Override
    public void close() {
      weights.close();
    }
  }
}
