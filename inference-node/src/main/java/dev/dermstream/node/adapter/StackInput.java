package dev.dermstream.node.adapter;

import java.nio.FloatBuffer;

/**
 * An input that every run of the decoder is fed, always the same memory.
 *
 * @param name of the graph's input
 * @param values direct, in the machine's byte order, row-major; the engine reads it in place
 * @param shape not copied; callers must not change it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; read-only by contract
public record StackInput(String name, FloatBuffer values, long[] shape) {}
