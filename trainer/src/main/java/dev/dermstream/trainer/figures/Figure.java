package dev.dermstream.trainer.figures;

import java.awt.Graphics2D;

/**
 * A drawing. Immutable; the same numbers give the same bytes.
 *
 * @param name of its files, without an ending: {@code [a-z0-9-]+}, unique in a folder and in a page
 * @param caption what it shows, for whoever reads it without the text around it
 * @param width in units of 1/72 inch where it is printed at its own size
 * @param height in the same
 * @param painter draws it
 */
public record Figure(String name, String caption, int width, int height, Painter painter) {
  /** Draws a figure on whatever it is given, with its upper left corner at 0, 0. */
  @FunctionalInterface
  public interface Painter {
    void paint(Graphics2D canvas);
  }

  public Figure {
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("'" + name + "' is no name of a figure");
    }
  }

  /** The same drawing under another name. */
  public Figure named(String other) {
    return new Figure(other, caption, width, height, painter);
  }

  /** A whole SVG document. */
  public String svg() {
    return VectorDrawing.document(this);
  }

  /** The {@code svg} element alone, to stand in a page of HTML. */
  public String inlineSvg() {
    return VectorDrawing.element(this);
  }

  /** PNG with {@value RasterDrawing#PIXELS_PER_UNIT} pixels to the unit. */
  public byte[] png() {
    return RasterDrawing.png(this);
  }
}
