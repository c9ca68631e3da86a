package dev.dermstream.trainer.onnx;

/** A tensor of a graph, by name. */
public record Value(String name) {}
