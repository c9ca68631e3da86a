package dev.dermstream.node.engine;

/**
 * What runs a model.
 *
 * @param name as every answer has it, for example {@code OnnxRuntime 1.29.0 cpu}
 * @param fallback why no better engine does, a sentence for operators; empty if none was tried
 */
public record RunningEngine(String name, String fallback) {}
