package dev.dermstream.trainer.figures;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A figure as PNG. */
final class RasterDrawing {
  /** 216 to the inch. */
  static final int PIXELS_PER_UNIT = 3;

  private RasterDrawing() {}

  static byte[] png(Figure figure) {
    BufferedImage image =
        new BufferedImage(
            figure.width() * PIXELS_PER_UNIT,
            figure.height() * PIXELS_PER_UNIT,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    try {
      canvas.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
      Sheet.paint(figure, canvas);
    } finally {
      canvas.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new AssertionError("Every Java platform writes PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory refused a PNG", e);
    }
    return bytes.toByteArray();
  }
}
