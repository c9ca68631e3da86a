package dev.dermstream.platform.image;

import java.util.Arrays;
import java.util.Objects;

/**
 * An 8-bit sRGB picture.
 *
 * <p>The pixels are {@code [height, width, 3]}, row-major, interleaved red, green, blue, each an
 * unsigned byte, with no padding between rows. The array is not copied: the maker hands it over and
 * whoever reads it must not change it; under that rule an instance may be shared between threads.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param rgb exactly {@code 3 * width * height} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Pixels are passed on without a copy; see above.
public record RgbImage(int width, int height, byte[] rgb) {

  /** Channels of a pixel. */
  public static final int CHANNELS = 3;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if a side is not positive or the array has another length
   */
  public RgbImage {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a picture needs pixels, not " + width + " x " + height);
    }
    long needed = (long) CHANNELS * width * height;
    if (rgb.length != needed) {
      throw new IllegalArgumentException(
          "a picture of %d x %d needs %d bytes, not %d"
              .formatted(width, height, needed, rgb.length));
    }
  }

  /** Index in {@link #rgb} of the red byte of a pixel; green and blue follow it. */
  public int offset(int x, int y) {
    return CHANNELS * (Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width));
  }

  /** Equal when the size and every pixel are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "RgbImage[" + width + " x " + height + "]";
  }
}
