package dev.dermstream.trainer.onnx;

/** A tensor of a graph, by name. */
record Value(String name) {}
