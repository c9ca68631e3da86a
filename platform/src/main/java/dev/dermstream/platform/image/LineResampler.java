package dev.dermstream.platform.image;

/**
 * Resamples one line of a picture. Implementations give the same levels to the last bit.
 *
 * <p>Thread-safe.
 */
interface LineResampler {
  /** Levels that may be read beyond the end of a line; they count for nothing. */
  int PADDING = 3 * 64;

  /**
   * Resamples a line.
   *
   * @param line levels 0 to 255, interleaved red, green, blue, with {@link #PADDING} after the last
   * @param weights of its columns
   * @param out where the levels go, in the same layout, from index 0 on
   */
  void resample(int[] line, ResampleWeights weights, int[] out);

  /** The fastest that this JVM has. */
  static LineResampler fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && VectorLineResampler.supported()
        ? new VectorLineResampler()
        : new ScalarLineResampler();
  }
}
