package dev.dermstream.node.engine;

import java.io.IOException;

/**
 * An engine that computes a checkpoint without its exported graphs, so that the two can be
 * compared. Found by {@link java.util.ServiceLoader}; an implementation must be constructible where
 * its native runtime is missing.
 */
public interface ReferenceEngine {
  /**
   * Loads a model.
   *
   * @param intraOpThreads threads that work on one operator, at least 1; counts at the first load
   *     of the process
   * @param sharedInputs the adapters that rows can name, where the model takes them at run time
   * @throws IOException if the model cannot be loaded, or this process lacks the runtime; the
   *     message says which, and nothing stays open
   */
  LoadedModel open(ModelDirectory model, int intraOpThreads, SharedInputs sharedInputs)
      throws IOException;
}
