package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Bars of every class, one panel a measure, with 95% intervals. */
public final class ClassBarsChart {
  private static final int PANEL = 138;
  private static final int ROW = 19;
  private static final int HEAD = 20;
  private static final int FOOT = 30;
  private static final int MARGIN = 8;
  private static final double HALF_BAR = 0.34;
  private static final Color[] BARS = {
    new Color(0x8C, 0xBF, 0xDD), new Color(0xF0, 0xB2, 0x80), new Color(0x80, 0xCE, 0xB9),
  };

  private final List<String> names;
  private final List<Measure> measures;
  private final Lettering lettering;
  private final int left;
  private final int height;

  private ClassBarsChart(List<String> classNames, long[] support, List<Measure> measures) {
    lettering = Lettering.forTexts(classNames);
    this.measures = List.copyOf(measures);
    names =
        IntStream.range(0, classNames.size())
            .mapToObj(
                code -> lettering.shown(classNames.get(code), code) + " (" + support[code] + ")")
            .toList();
    left = (int) Math.ceil(MARGIN + names.stream().mapToDouble(this::width).max().orElse(0));
    height = HEAD + FOOT + ROW * names.size();
  }

  /**
   * A measure of every class, 0 to 1; NaN where it is undefined.
   *
   * @param name for the panel's head
   * @param value {@code [classes]}
   * @param low {@code [classes]} lower end of the interval
   * @param high {@code [classes]} upper end
   */
  @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
  public record Measure(String name, double[] value, double[] low, double[] high) {}

  /**
   * The figure.
   *
   * @param classNames {@code [classes]}
   * @param support {@code [classes]} samples, which stand behind the names
   * @param measures 1 to 3
   */
  public static Figure of(List<String> classNames, long[] support, List<Measure> measures) {
    ClassBarsChart chart = new ClassBarsChart(classNames, support, measures);
    return new Figure(
        "per-class",
        "Precision, recall and F1 of each class (number of samples behind the name), with 95%"
            + " bootstrap intervals.",
        chart.left + PANEL * measures.size() + MARGIN,
        chart.height,
        chart::paint);
  }

  private double width(String name) {
    return Lettering.width(lettering.plain(Lettering.SIZE), name);
  }

  private void paint(Graphics2D canvas) {
    for (int i = 0; i < measures.size(); i++) {
      Panel panel = panel(measures.get(i), BARS[i % BARS.length]);
      int x = left + i * PANEL;
      panel.paint(canvas, x, HEAD, PANEL, height - HEAD);
      canvas.setColor(Palette.INK);
      Lettering.centred(
          canvas,
          lettering.bold(Lettering.SIZE),
          measures.get(i).name,
          x + panel.screenX(0.5),
          HEAD + 1.0);
      paintUndefined(canvas, measures.get(i), panel, x);
      if (i == 0) {
        paintNames(canvas, panel);
      }
    }
  }

  private void paintNames(Graphics2D canvas, Panel panel) {
    Font font = lettering.plain(Lettering.SIZE);
    for (int code = 0; code < names.size(); code++) {
      Lettering.right(
          canvas,
          font,
          names.get(code),
          left,
          HEAD + panel.screenY(-code) + Lettering.capHeight(font) / 2);
    }
  }

  private void paintUndefined(Graphics2D canvas, Measure measure, Panel panel, int x) {
    Font font = lettering.plain(Lettering.SMALL);
    for (int code = 0; code < names.size(); code++) {
      if (Double.isNaN(measure.value[code])) {
        Lettering.left(
            canvas,
            font,
            "undefined",
            x + panel.screenX(0.03),
            HEAD + panel.screenY(-code) + Lettering.capHeight(font) / 2);
      }
    }
  }

  /** Class 0 stands at 0, the next below it at -1. */
  private Panel panel(Measure measure, Color colour) {
    Panel panel =
        new Panel(lettering, "", "").xRange(0, 1).yRange(-names.size() + 0.4, 0.6).roomAtEnds();
    panel.style().setYAxisTicksVisible(false);
    panel.style().setPlotGridHorizontalLinesVisible(false);
    panel.style().setXAxisDecimalPattern("0.0");
    int[] defined =
        IntStream.range(0, names.size()).filter(code -> measure.value[code] > 0).toArray();
    if (defined.length > 0) {
      panel.areas(barX(measure, defined), barY(defined), colour);
    }
    BasicStroke stroke = new BasicStroke(1.1f);
    for (int code = 0; code < names.size(); code++) {
      if (!Double.isNaN(measure.value[code]) && !Double.isNaN(measure.low[code])) {
        double[] ends = {measure.low[code], measure.high[code]};
        panel.line("", ends, new double[] {-code, -code}, Palette.INK, stroke);
        for (double end : ends) {
          double[] cap = {-code - 0.16, -code + 0.16};
          panel.line("", new double[] {end, end}, cap, Palette.INK, stroke);
        }
      }
    }
    return panel;
  }

  private static double[] barX(Measure measure, int[] codes) {
    return IntStream.of(codes)
        .boxed()
        .flatMapToDouble(code -> {
          double value = measure.value[code];
          return DoubleStream.of(0, value, value, 0, 0);
        })
        .toArray();
  }

  private static double[] barY(int[] codes) {
    return IntStream.of(codes)
        .boxed()
        .flatMapToDouble(code ->
            DoubleStream.of(
                -code + HALF_BAR, -code + HALF_BAR, -code - HALF_BAR, -code - HALF_BAR, Double.NaN))
        .toArray();
  }
}
