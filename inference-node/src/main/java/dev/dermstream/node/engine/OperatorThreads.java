package dev.dermstream.node.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;

/**
 * Threads that work on one operator of a session on the CPU.
 *
 * @param count the calling thread included, at least 1
 * @param spinning whether they spin for the next operator while a run lasts
 */
record OperatorThreads(int count, boolean spinning) {
  /** Of sessions whose runs share the processors with others: threads that spin take them away. */
  static OperatorThreads narrow(EngineConfig config) {
    return new OperatorThreads(config.intraOpThreads(), false);
  }

  /** Of sessions for runs that have all processors to themselves. */
  static OperatorThreads wide() {
    return new OperatorThreads(Runtime.getRuntime().availableProcessors(), true);
  }

  void apply(SessionOptions options) throws OrtException {
    options.setIntraOpNumThreads(count);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
    // Between runs the processors are for the decoding of the next picture.
    options.addConfigEntry("session.force_spinning_stop", spinning ? "1" : "0");
  }
}
