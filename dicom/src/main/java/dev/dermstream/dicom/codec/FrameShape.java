package dev.dermstream.dicom.codec;

/**
 * What a decoded frame must be; samples lie by pixel, little endian.
 *
 * @param columns at least 1
 * @param rows at least 1
 * @param samples of a pixel
 * @param sampleBytes 1 or 2
 */
public record FrameShape(int columns, int rows, int samples, int sampleBytes) {
  public FrameShape {
    if (columns < 1 || rows < 1 || samples < 1 || sampleBytes < 1 || sampleBytes > 2) {
      throw new IllegalArgumentException("a frame has pixels of one or two bytes a sample");
    }
    Math.toIntExact((long) columns * rows * samples * sampleBytes);
  }

  int bytes() {
    return columns * rows * samples * sampleBytes;
  }
}
