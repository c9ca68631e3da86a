package dev.dermstream.node.engine;

/**
 * Keys and values of the first tokens of a text, in the memory of the process.
 *
 * @param tokens at least 1
 * @param values for every past input of the decoder {@code [heads, tokens, headDimension]}, not to
 *     be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Megabytes, handed over without a copy.
public record KeyValues(int tokens, float[][] values) {
  /** Size of the values. */
  public long bytes() {
    long floats = 0;
    for (float[] each : values) {
      floats += each.length;
    }
    return floats * Float.BYTES;
  }
}
