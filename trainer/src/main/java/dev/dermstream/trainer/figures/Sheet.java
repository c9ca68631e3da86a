package dev.dermstream.trainer.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;

/** What every figure is drawn on: white, smooth, places not rounded to pixels. */
final class Sheet {
  private Sheet() {}

  static void paint(Figure figure, Graphics2D canvas) {
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, figure.width(), figure.height());
    figure.painter().paint(canvas);
  }
}
