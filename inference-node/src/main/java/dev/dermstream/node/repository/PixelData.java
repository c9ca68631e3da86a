package dev.dermstream.node.repository;

import java.nio.ByteBuffer;

/**
 * A picture as a graph takes it.
 *
 * @param data {@code [3, height, width]} row-major float32, little endian, from index 0 to the
 *     capacity; from the buffers of the picture's model, to be given back when nobody reads it any
 *     more
 */
record PixelData(ByteBuffer data, int height, int width) {}
