package dev.dermstream.node.image;

import dev.dermstream.platform.image.RgbImage;

/**
 * Decodes PNG of every colour type and depth, interlaced or not. Own code, because the JDK's reader
 * returns half-read pictures without a word when the data ends early.
 */
final class PngDecoder {
  static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";

  /** First column and row of a pass, and the steps to the next. */
  private record Pass(int x, int y, int stepX, int stepY) {
    int columns(int width) {
      return (width - x + stepX - 1) / stepX;
    }
  }

  private static final Pass[] WHOLE = {new Pass(0, 0, 1, 1)};

  /** PNG specification, clause 8.2. */
  private static final Pass[] ADAM7 = {
    new Pass(0, 0, 8, 8),
    new Pass(4, 0, 8, 8),
    new Pass(0, 4, 4, 8),
    new Pass(2, 0, 4, 4),
    new Pass(0, 2, 2, 4),
    new Pass(1, 0, 2, 2),
    new Pass(0, 1, 1, 2)
  };

  private PngDecoder() {}

  static RgbImage decode(PngChunks chunks) throws RefusedImageException {
    PngHeader header = chunks.header();
    byte[] rgb = new byte[RgbImage.CHANNELS * header.width() * header.height()];
    PngPixels pixels = new PngPixels(chunks, rgb);
    try (PngRows rows = new PngRows(chunks.data(), header.filterDistance())) {
      for (Pass pass : header.interlaced() ? ADAM7 : WHOLE) {
        if (pass.columns(header.width()) > 0) {
          decode(pass, header, rows, pixels);
        }
      }
      rows.finish();
    }
    return Orientation.upright(
        new RgbImage(header.width(), header.height(), rgb), chunks.orientation());
  }

  private static void decode(Pass pass, PngHeader header, PngRows rows, PngPixels pixels)
      throws RefusedImageException {
    int columns = pass.columns(header.width());
    int rowBytes = header.rowBytes(columns);
    byte[] row = new byte[rowBytes + 1];
    byte[] above = new byte[rowBytes + 1];
    for (int y = pass.y(); y < header.height(); y += pass.stepY()) {
      rows.next(row, above, rowBytes);
      int offset = (y * header.width() + pass.x()) * RgbImage.CHANNELS;
      pixels.put(row, columns, offset, pass.stepX() * RgbImage.CHANNELS);
      byte[] last = above;
      above = row;
      row = last;
    }
  }
}
