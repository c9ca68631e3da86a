package dev.dermstream.node.region;

import dev.dermstream.platform.image.RgbImage;

/**
 * A rectangle in the pixels of an upright picture.
 *
 * @param x first column, at least 0
 * @param y first row, at least 0
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record Box(int x, int y, int width, int height) {
  public Box {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException("no box: %d, %d, %d x %d".formatted(x, y, width, height));
    }
  }

  /** All of a picture. */
  static Box whole(int width, int height) {
    return new Box(0, 0, width, height);
  }

  /** Pixels in it. */
  long area() {
    return (long) width * height;
  }

  /** Whether the centre of another lies in it. */
  boolean holdsCentreOf(Box other) {
    double centreX = other.x + other.width / 2.0;
    double centreY = other.y + other.height / 2.0;
    return centreX >= x && centreX < x + width && centreY >= y && centreY < y + height;
  }

  /**
   * Made larger on all sides, to a square where the picture has room, and moved back into the
   * picture where it leaves it.
   *
   * @param margin on each side, in parts of the longer side
   * @param leastSide in pixels
   */
  Box widened(double margin, int leastSide, int pictureWidth, int pictureHeight) {
    long side = Math.max(leastSide, Math.round(Math.max(width, height) * (1 + 2 * margin)));
    int wide = (int) Math.min(side, pictureWidth);
    int high = (int) Math.min(side, pictureHeight);
    return new Box(
        begin(x + width / 2.0, wide, pictureWidth),
        begin(y + height / 2.0, high, pictureHeight),
        wide,
        high);
  }

  private static int begin(double centre, int side, int limit) {
    return Math.clamp(Math.round(centre - side / 2.0), 0, limit - side);
  }

  /** The pixels in it; the picture itself if that is all of them. */
  public RgbImage cut(RgbImage picture) {
    if (equals(whole(picture.width(), picture.height()))) {
      return picture;
    }
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    int line = RgbImage.CHANNELS * width;
    for (int row = 0; row < height; row++) {
      System.arraycopy(picture.rgb(), picture.offset(x, y + row), rgb, row * line, line);
    }
    return new RgbImage(width, height, rgb);
  }
}
