package dev.dermstream.node.engine;

import java.io.IOException;

/**
 * What the processors do beside the loading of a model, which a trial of speed must not measure.
 */
@FunctionalInterface
public interface OtherWork {
  /** Nothing. */
  OtherWork NONE = () -> {};

  /**
   * Waits until it has ended, well or not.
   *
   * @throws IOException if the waiting thread is interrupted
   */
  void awaitEnd() throws IOException;
}
