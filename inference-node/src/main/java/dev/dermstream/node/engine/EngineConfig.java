package dev.dermstream.node.engine;

/**
 * How the engine runs a graph.
 *
 * @param intraOpThreads threads that work on one operator, at least 1; requests run in parallel
 *     anyway, so more than 1 pays only when they are few
 */
public record EngineConfig(int intraOpThreads) {
  public EngineConfig {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException("an operator needs a thread");
    }
  }
}
