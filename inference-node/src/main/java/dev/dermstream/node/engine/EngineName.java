package dev.dermstream.node.engine;

import ai.djl.engine.Engine;

/** What runs the graphs, as every answer names it. */
public final class EngineName {
  private EngineName() {}

  /** For example {@code OnnxRuntime 1.29.0 cpu}. */
  public static String describe() {
    Engine engine = Engine.getEngine(OnnxGraph.ENGINE);
    return engine.getEngineName() + " " + engine.getVersion() + " cpu";
  }
}
