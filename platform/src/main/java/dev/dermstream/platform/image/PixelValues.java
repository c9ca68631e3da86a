package dev.dermstream.platform.image;

/**
 * A picture as a vision encoder takes it.
 *
 * @param values {@code [3, height, width]}, row-major float32, channels red, green, blue; not
 *     copied, readers must not change it
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
public record PixelValues(float[] values, int height, int width) {
  public PixelValues {
    if (values.length != RgbImage.CHANNELS * height * width) {
      throw new IllegalArgumentException(
          "%d values are no picture of %d x %d".formatted(values.length, width, height));
    }
  }
}
