package dev.dermstream.node.region;

/**
 * How likely each cell of a grid over a picture is lesion.
 *
 * @param values {@code [height, width]}, row-major, 0 to 1; not to be changed
 * @param width columns of cells, at least 1
 * @param height rows of cells, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
record ProbabilityMap(float[] values, int width, int height) {
  ProbabilityMap {
    if (width < 1 || height < 1 || values.length != width * height) {
      throw new IllegalArgumentException(
          "%d values are no map of %d x %d".formatted(values.length, width, height));
    }
  }

  /** Of the graph's scores, by the logistic function. */
  static ProbabilityMap ofLogits(float[] logits, int width, int height) {
    float[] values = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      values[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    return new ProbabilityMap(values, width, height);
  }
}
