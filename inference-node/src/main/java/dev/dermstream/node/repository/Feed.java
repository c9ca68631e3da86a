package dev.dermstream.node.repository;

import dev.dermstream.node.tensor.HostTensor;
import java.util.Map;

/** What a request brings to its run. Used by one thread at a time. */
interface Feed {
  /**
   * The inputs as the graph takes them, the same ones each time. May take the time that it takes to
   * decode pictures.
   *
   * @throws dev.dermstream.error.ServiceException if they are not to be had; the request has failed
   */
  Map<String, HostTensor> inputs();

  /** A run with the inputs has ended: their values may be overwritten from now on. */
  void done();

  /** Inputs that are there, in memory that nobody uses again. */
  static Feed of(Map<String, HostTensor> inputs) {
    return of(inputs, () -> {});
  }

  /** Inputs that are there. */
  static Feed of(Map<String, HostTensor> inputs, Runnable done) {
    Map<String, HostTensor> fixed = Map.copyOf(inputs);
    return new Feed() {
      @Override
      public Map<String, HostTensor> inputs() {
        return fixed;
      }

      @Override
      public void done() {
        done.run();
      }
    };
  }
}
