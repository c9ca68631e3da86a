package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.awt.Color;

/**
 * Colours that people with any colour vision tell apart: those of Okabe and Ito (Color Universal
 * Design, 2008) without yellow, which is lost on white, and black, which is the mean's. More
 * classes than colours differ by how their lines are broken, and by the form of their marks.
 */
final class Palette {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color FAINT_INK = new Color(0x66, 0x66, 0x66);
  static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  static final Color BLUE = new Color(0x00, 0x72, 0xB2);
  static final Color VERMILLION = new Color(0xD5, 0x5E, 0x00);
  static final Color GREEN = new Color(0x00, 0x9E, 0x73);

  private static final Color[] COLOURS = {
    BLUE,
    VERMILLION,
    GREEN,
    new Color(0xCC, 0x79, 0xA7),
    new Color(0xE6, 0x9F, 0x00),
    new Color(0x56, 0xB4, 0xE9),
    new Color(0x7F, 0x7F, 0x7F),
  };

  private static final float[][] DASHES = {{}, {6, 3}, {1.5f, 2.5f}, {8, 2.5f, 1.5f, 2.5f}};

  /** Classes that can be told apart; one beyond it looks like an earlier one. */
  static final int DISTINCT = COLOURS.length * DASHES.length;

  private Palette() {}

  static Color colour(int code) {
    return COLOURS[code % COLOURS.length];
  }

  /** Which form of mark or line a class has: 0 for the first colours, 1 for the next. */
  static int form(int code) {
    return code / COLOURS.length % DASHES.length;
  }

  /** The line of a class. */
  static BasicStroke stroke(int code, float width) {
    return dashed(form(code), width);
  }

  /** A line of a form. */
  static BasicStroke dashed(int form, float width) {
    float[] dash = DASHES[form % DASHES.length];
    return dash.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  /** A step of the one-coloured scale from white to dark blue, 0 to 1. */
  static Color shade(double share) {
    double depth = Math.clamp(share, 0, 1);
    return new Color(
        (int) Math.round(255 - depth * (255 - 8)),
        (int) Math.round(255 - depth * (255 - 69)),
        (int) Math.round(255 - depth * (255 - 126)));
  }

  /** Ink that can be read on that step. */
  static Color inkOn(double share) {
    return share > 0.55 ? Color.WHITE : INK;
  }
}
