package dev.dermstream.trainer.lesion;

/**
 * What the camera will see, before light: colour, height and gloss of every pixel.
 *
 * <p>All planes are {@code [height, width]}, row-major. Positions are in picture heights from the
 * middle. Not thread-safe.
 */
final class Canvas {

  final int width;
  final int height;
  final float[] red;
  final float[] green;
  final float[] blue;

  /** Height above the skin, in picture heights. */
  final float[] relief;

  /** Strength of highlights, 0 to 1. */
  final float[] gloss;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    int pixels = Math.multiplyExact(width, height);
    red = new float[pixels];
    green = new float[pixels];
    blue = new float[pixels];
    relief = new float[pixels];
    gloss = new float[pixels];
  }

  float x(int column) {
    return (column + 0.5f - width / 2f) / height;
  }

  float y(int row) {
    return (row + 0.5f) / height - 0.5f;
  }

  /** First column whose pixel may touch the position, within the picture. */
  int column(float x) {
    return Math.clamp((int) Math.floor(x * height + width / 2f), 0, width - 1);
  }

  /** First row whose pixel may touch the position, within the picture. */
  int row(float y) {
    return Math.clamp((int) Math.floor((y + 0.5f) * height), 0, height - 1);
  }

  /** Mixes a colour over a pixel. */
  void tint(int pixel, Rgb colour, float share) {
    red[pixel] += (colour.red() - red[pixel]) * share;
    green[pixel] += (colour.green() - green[pixel]) * share;
    blue[pixel] += (colour.blue() - blue[pixel]) * share;
  }
}
