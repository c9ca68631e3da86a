package dev.dermstream.trainer.dataset;

/**
 * Where an image shows a lesion, in pixels of the image as it is to be looked at.
 *
 * @param x first column, 0 or more
 * @param y first row, 0 or more
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param className class of this lesion; empty if it is the image's
 */
public record Region(int x, int y, int width, int height, String className) {
  public Region {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "has a region of %d x %d at %d, %d".formatted(width, height, x, y));
    }
  }
}
