package dev.dermstream.node.engine;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

/** What runs the graphs, as every answer names it. */
final class EngineName {
  private EngineName() {}

  /** For example {@code OnnxRuntime 1.29.0 TensorRT gpu:0 fp16}. */
  static String describe(String device) {
    return OnnxGraph.ENGINE + " " + runtime() + " " + device;
  }

  /** The version of ONNX Runtime, which is set up by the first call. */
  static String runtime() {
    // DJL's own word for the version is the one it was built with, not the one that runs; and DJL
    // must be the one that sets the native library up.
    Engine.getEngine(OnnxGraph.ENGINE);
    return OrtEnvironment.getEnvironment().getVersion();
  }
}
