package dev.dermstream.node.engine;

import ai.djl.ndarray.NDList;
import java.util.Set;

/**
 * Inputs of the decoder that all rows of a run share and that may be others in the next run, for
 * example the stacked weights of the adapters that are loaded now. Thread-safe.
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
        public Lease lease() {
          return new Lease(new NDList(), () -> {});
        }
      };

  /** Names of the inputs, always the same. */
  Set<String> names();

  /** The tensors for a run that begins now; asked before every run, closed after it. */
  Lease lease();

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
