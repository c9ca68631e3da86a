package dev.dermstream.node.engine;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

/** What runs the graphs, as every answer names it. */
public final class EngineName {
  private EngineName() {}

  /** For example {@code OnnxRuntime 1.29.0 cpu}. */
  public static String describe() {
    // DJL's own word for the version is the one it was built with, not the one that runs.
    Engine.getEngine(OnnxGraph.ENGINE);
    return OnnxGraph.ENGINE + " " + OrtEnvironment.getEnvironment().getVersion() + " cpu";
  }
}
