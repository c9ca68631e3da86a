package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A confusion matrix: counts, and under them the row's share in per cent, which is also the shade.
 * Drawn here and not by XChart, whose heat map shows one number a cell, in one colour of ink
 * whatever lies below it.
 */
public final class ConfusionChart {
  private static final double CELL = 30;
  private static final double LEAST_CELL = 24;
  private static final int MARGIN = 8;
  private static final double SLANT = 45;

  /** A row may be this much wider than the cells for the slanted names of the last columns. */
  private static final int SCALE_WIDTH = 56;

  private final long[][] counts;
  private final List<String> names;
  private final Lettering lettering;
  private final double cell;
  private final double left;
  private final double top;

  private ConfusionChart(List<String> classNames, long[][] counts) {
    this.counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    lettering = Lettering.forTexts(classNames);
    names =
        IntStream.range(0, classNames.size())
            .mapToObj(code -> lettering.shown(classNames.get(code), code))
            .toList();
    double widest =
        names.stream().mapToDouble(name -> Lettering.width(nameFont(), name)).max().orElse(0);
    cell = names.size() > 20 ? LEAST_CELL : CELL;
    left = MARGIN + 16 + widest + 6;
    top = MARGIN + 18 + widest * Math.sin(Math.toRadians(SLANT)) + 12;
  }

  /**
   * The figure.
   *
   * @param classNames {@code [classes]}
   * @param counts {@code [true class, predicted class]}
   */
  public static Figure of(List<String> classNames, long[][] counts) {
    ConfusionChart chart = new ConfusionChart(classNames, counts);
    double side = chart.cell * counts.length;
    return new Figure(
        "confusion-matrix",
        "Confusion matrix. A row is a true class: how many of its samples were predicted as each"
            + " class, and their share of the row in per cent.",
        (int) Math.ceil(chart.left + side + SCALE_WIDTH + chart.overhang()),
        (int) Math.ceil(chart.top + side + MARGIN),
        chart::paint);
  }

  /** What the last slanted name needs beyond the scale. */
  private double overhang() {
    double last = Lettering.width(nameFont(), names.getLast());
    return Math.max(0, last * Math.cos(Math.toRadians(SLANT)) - SCALE_WIDTH + cell / 2);
  }

  private Font nameFont() {
    return lettering.plain(Lettering.SIZE);
  }

  private void paint(Graphics2D canvas) {
    for (int row = 0; row < counts.length; row++) {
      long support = Arrays.stream(counts[row]).sum();
      for (int column = 0; column < counts.length; column++) {
        paintCell(canvas, row, column, support);
      }
    }
    paintFrame(canvas);
    paintNames(canvas);
    paintScale(canvas);
  }

  private void paintCell(Graphics2D canvas, int row, int column, long support) {
    long count = counts[row][column];
    double share = support == 0 ? 0 : count / (double) support;
    double x = left + column * cell;
    double y = top + row * cell;
    canvas.setColor(Palette.shade(share));
    canvas.fill(new Rectangle2D.Double(x, y, cell, cell));
    if (count == 0) {
      return;
    }
    canvas.setColor(Palette.inkOn(share));
    Font number = row == column ? lettering.bold(Lettering.SIZE) : lettering.plain(Lettering.SIZE);
    Font small = lettering.plain(8);
    Lettering.middle(
        canvas,
        fitting(number, Long.toString(count)),
        Long.toString(count),
        x + cell / 2,
        y + cell * 0.36);
    Lettering.middle(canvas, small, percent(share), x + cell / 2, y + cell * 0.74);
  }

  private Font fitting(Font font, String text) {
    double width = Lettering.width(font, text);
    double most = cell - 3;
    return width <= most ? font : font.deriveFont((float) (font.getSize2D() * most / width));
  }

  /** Never 0 for what is there, never 100 for what is not all. */
  private static String percent(double share) {
    long percent = Math.round(100 * share);
    if (percent == 0) {
      return "<1%";
    }
    return (percent == 100 && share < 1 ? ">99" : Long.toString(percent)) + "%";
  }

  private void paintFrame(Graphics2D canvas) {
    double side = cell * counts.length;
    canvas.setStroke(new BasicStroke(0.5f));
    canvas.setColor(Palette.GRID);
    for (int line = 1; line < counts.length; line++) {
      canvas.draw(new Rectangle2D.Double(left, top + line * cell, side, 0));
      canvas.draw(new Rectangle2D.Double(left + line * cell, top, 0, side));
    }
    canvas.setColor(Palette.FAINT_INK);
    canvas.draw(new Rectangle2D.Double(left, top, side, side));
  }

  private void paintNames(Graphics2D canvas) {
    double side = cell * counts.length;
    double half = Lettering.capHeight(nameFont()) / 2;
    canvas.setColor(Palette.INK);
    for (int code = 0; code < names.size(); code++) {
      double middle = (code + 0.5) * cell;
      Lettering.right(canvas, nameFont(), names.get(code), left - 6, top + middle + half);
      Lettering.turned(canvas, nameFont(), names.get(code), left + middle + half, top - 5, SLANT);
    }
    Font title = lettering.bold(Lettering.SIZE);
    Lettering.centred(canvas, title, "Predicted class", left + side / 2, MARGIN + 10.0);
    double length = Lettering.width(title, "True class");
    Lettering.turned(canvas, title, "True class", MARGIN + 9.0, top + side / 2 + length / 2, 90);
  }

  private void paintScale(Graphics2D canvas) {
    double side = cell * counts.length;
    double x = left + side + 14;
    double height = Math.min(side, 150);
    double y = top + side - height;
    int steps = 50;
    for (int step = 0; step < steps; step++) {
      canvas.setColor(Palette.shade(1 - (step + 0.5) / steps));
      canvas.fill(new Rectangle2D.Double(x, y + step * height / steps, 10, height / steps + 0.2));
    }
    canvas.setColor(Palette.FAINT_INK);
    canvas.draw(new Rectangle2D.Double(x, y, 10, height));
    canvas.setColor(Palette.INK);
    Font small = lettering.plain(Lettering.SMALL);
    for (int quarter = 0; quarter <= 4; quarter += counts.length > 3 ? 1 : 2) {
      double at = y + height * (1 - quarter / 4.0);
      Lettering.left(
          canvas, small, 25 * quarter + "%", x + 14, at + Lettering.capHeight(small) / 2);
    }
  }
}
