package dev.dermstream.trainer.figures;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextAttribute;
import java.awt.geom.AffineTransform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;

/**
 * The letters of a figure: Roboto, which this program brings along, so that a figure looks the same
 * on every machine. Where a name needs letters that Roboto has not (Korean), the whole figure takes
 * the system's sans serif; where that has not got them either, {@link #shown} puts a number in the
 * name's place, because a row of boxes names nothing. Letters are drawn as shapes. Immutable.
 */
final class Lettering {
  /** Of axes and legends. */
  static final float SIZE = 11;

  static final float SMALL = 9;

  private static final String ROBOTO = "/com/formdev/flatlaf/fonts/roboto/Roboto-";
  private static final int LONGEST_NAME = 40;

  /** The same for both formats, so that both break and place text alike. */
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private final Font plain;
  private final Font bold;

  private Lettering(Font plain, Font bold) {
    this.plain = plain;
    this.bold = bold;
  }

  /** Letters that show all these texts, or as many as there are letters for. */
  static Lettering forTexts(Collection<String> texts) {
    Font roboto = roboto("Regular");
    Font system = new Font(Font.SANS_SERIF, Font.PLAIN, 1);
    boolean take = !showsAll(roboto, texts) && showsAll(system, texts);
    return take
        ? new Lettering(system, system.deriveFont(Font.BOLD))
        : new Lettering(roboto, roboto("Bold"));
  }

  private static boolean showsAll(Font font, Collection<String> texts) {
    return texts.stream().allMatch(text -> font.canDisplayUpTo(text) < 0);
  }

  private static Font roboto(String style) {
    try (InputStream bytes = Lettering.class.getResourceAsStream(ROBOTO + style + ".ttf")) {
      if (bytes == null) {
        throw new IllegalStateException("The font of figures, Roboto, is not on the class path");
      }
      return Font.createFont(Font.TRUETYPE_FONT, bytes);
    } catch (FontFormatException e) {
      throw new IllegalStateException("The font of figures cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("The font of figures cannot be read", e);
    }
  }

  /** Plain letters of a size, with kerning. */
  Font plain(float size) {
    return plain
        .deriveFont(Map.of(TextAttribute.KERNING, TextAttribute.KERNING_ON))
        .deriveFont(size);
  }

  Font bold(float size) {
    return bold.deriveFont(size);
  }

  /**
   * A class's name as it can stand in a figure.
   *
   * @param code of the class, counted from 0, which stands in the place of a name without letters
   */
  String shown(String name, int code) {
    String text = name.strip();
    if (text.isEmpty() || plain.canDisplayUpTo(text) >= 0) {
      return "Class " + code;
    }
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME - 1) + "…";
  }

  static double width(Font font, String text) {
    return text.isEmpty() ? 0 : font.createGlyphVector(CONTEXT, text).getLogicalBounds().getWidth();
  }

  /** Draws with the beginning of the base line at x, y. */
  static void left(Graphics2D canvas, Font font, String text, double x, double y) {
    if (!text.isEmpty()) {
      canvas.fill(
          AffineTransform.getTranslateInstance(x, y)
              .createTransformedShape(font.createGlyphVector(CONTEXT, text).getOutline()));
    }
  }

  static void right(Graphics2D canvas, Font font, String text, double x, double y) {
    left(canvas, font, text, x - width(font, text), y);
  }

  static void centred(Graphics2D canvas, Font font, String text, double x, double y) {
    left(canvas, font, text, x - width(font, text) / 2, y);
  }

  /** Centred in both directions, by the height of a capital letter. */
  static void middle(Graphics2D canvas, Font font, String text, double x, double y) {
    centred(canvas, font, text, x, y + capHeight(font) / 2);
  }

  static double capHeight(Font font) {
    return font.createGlyphVector(CONTEXT, "H").getVisualBounds().getHeight();
  }

  /** Draws upwards, from x, y on, turned by an angle in degrees against the clock. */
  static void turned(
      Graphics2D canvas, Font font, String text, double x, double y, double degrees) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(-Math.toRadians(degrees));
    canvas.fill(place.createTransformedShape(font.createGlyphVector(CONTEXT, text).getOutline()));
  }
}
