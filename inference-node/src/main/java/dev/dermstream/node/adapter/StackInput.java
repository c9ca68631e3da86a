package dev.dermstream.node.adapter;

import java.nio.FloatBuffer;

/**
 * What one input of the decoder is fed.
 *
 * @param name of the graph's input
 * @param values direct, in the machine's byte order, row-major from index 0; the engine reads it in
 *     place
 * @param shape not copied; callers must not change it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; read-only by contract
record StackInput(String name, FloatBuffer values, long[] shape) {}
