package dev.dermstream.node.engine;

import ai.djl.ndarray.NDList;
import dev.dermstream.platform.safetensors.Tensor;
import java.util.Map;
import java.util.Set;

/**
 * Inputs of the decoder that are not of the texts themselves: the weights of the adapters that the
 * rows of a run name. Thread-safe.
 */
public interface SharedInputs {
  /** For a decoder without any. */
  SharedInputs NONE =
      new SharedInputs() {
        @Override
        public Set<String> names() {
          return Set.of();
        }

        @Override
        public int adapters() {
          return 1;
        }

        @Override
        public Lease lease(long[] adapterIds) {
          return new Lease(new NDList(), () -> {});
        }

        @Override
        public Map<String, Tensor> weights(int adapterId) {
          return Map.of();
        }
      };

  /** Names of the inputs, always the same. */
  Set<String> names();

  /** Adapters that rows can name, the base model included; at least 1. */
  int adapters();

  /**
   * The tensors for a run that begins now; asked before every run, closed after it.
   *
   * @param adapterIds the adapter of each row
   */
  Lease lease(long[] adapterIds);

  /**
   * A copy of one adapter for an engine that runs no graph: for each name {@code [in, rank]} or
   * {@code [rank, out]}, float32, the scale folded into B.
   *
   * @param adapterId that a text holds, or 0
   */
  Map<String, Tensor> weights(int adapterId);

  /**
   * Tensors that stay as they are until closed.
   *
   * @param tensors one for each name, with its name set
   * @param release called once
   */
  record Lease(NDList tensors, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }
}
