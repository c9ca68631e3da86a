package dev.dermstream.platform.image;

/**
 * What resampling does with one line of a picture. Implementations give the same levels to the last
 * bit.
 *
 * <p>Thread-safe.
 */
interface LineResampler {
  /** Ints that {@link #resample} needs for each pixel; those behind the pixels mean nothing. */
  int OUT_PER_PIXEL = 8;

  /** Reads {@code length} unsigned levels from {@code start} on to index 0 on. */
  void read(byte[] rgb, int start, int[] line, int length);

  /**
   * Resamples a line.
   *
   * @param line levels 0 to 255, interleaved red, green, blue, with {@link ResampleWeights#padding}
   *     ints after the last
   * @param weights of its columns
   * @param out where the levels go, in the same layout, from index 0 on; {@link #OUT_PER_PIXEL}
   *     ints a pixel
   */
  void resample(int[] line, ResampleWeights weights, int[] out);

  /** Adds {@code weight} times the first {@code length} levels to sums from {@code start} on. */
  void add(int[] line, int weight, int[] sums, int start, int length);

  /** Rounds {@code length} sums to levels, as {@link ResampleWeights#toLevel} does. */
  void round(int[] sums, int from, byte[] rgb, int start, int length);

  /** The fastest that this JVM has. */
  static LineResampler fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && VectorLineResampler.supported()
        ? new VectorLineResampler()
        : new ScalarLineResampler();
  }
}
