package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Axes, grid, areas, marks and legend by XChart, in one style. Lines are drawn here, over it:
 * XChart draws every segment of a line alone, which breaks the dashes of a curve of many points.
 * Used by one thread.
 */
final class Panel {
  private static final float GRID_WIDTH = 0.6f;
  private static final int TICK_SPACE = 50;
  private static final int ROOM_AT_ENDS = 11;
  private static final int MARK = 5;
  private static final int LEGEND_LINE = 22;
  private static final int LEGEND_ROW = 15;
  private static final int LEGEND_GAP = 7;

  private static final double[] UNEQUAL = {0.013, 0.31, 0.77};

  /** How far a line on the edge of a range may reach beyond it: half of its width. */
  private static final double EDGE = 2;

  /** What the range takes of the plot, so that lines on its edge are not on the axis. */
  private static final double SHARE_OF_SPACE = 0.97;

  @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
  private record Line(double[] x, double[] y, Color colour, BasicStroke stroke) {}

  /** A row of the legend. */
  private record Entry(
      String text, Color colour, @Nullable BasicStroke stroke, @Nullable Marker marker) {}

  private final Lettering lettering;
  private final XYChart chart;
  private final XYStyler style;
  private final List<Line> lines = new ArrayList<>();
  private final List<Entry> legend = new ArrayList<>();
  private String legendTitle = "";
  private int series;

  Panel(Lettering lettering, String x, String y) {
    this.lettering = lettering;
    chart = new XYChart(1, 1, ChartTheme.XChart);
    chart.setXAxisTitle(x);
    chart.setYAxisTitle(y);
    style = chart.getStyler();
    style.setBaseFont(lettering.plain(Lettering.SIZE));
    style.setAxisTitleFont(lettering.plain(Lettering.SIZE));
    style.setAxisTickLabelsFont(lettering.plain(Lettering.SMALL + 1));
    style.setChartTitleVisible(false);
    style.setLegendVisible(false);
    style.setXAxisTitleVisible(!x.isEmpty());
    style.setYAxisTitleVisible(!y.isEmpty());
    colour();
    style.setLocale(Locale.ROOT);
    style.setChartPadding(4);
    style.setPlotMargin(0);
    style.setPlotContentSize(SHARE_OF_SPACE);
    style.setAxisTickPadding(3);
    style.setAxisTitlePadding(4);
    style.setXAxisTickMarkSpacingHint(TICK_SPACE);
    style.setMarkerSize(MARK);
    style.setAntiAlias(true);
  }

  private void colour() {
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setChartFontColor(Palette.INK);
    style.setAxisTickLabelsColor(Palette.INK);
    style.setAxisTickMarksColor(Palette.FAINT_INK);
    style.setPlotGridLinesColor(Palette.GRID);
    style.setPlotGridLinesStroke(new BasicStroke(GRID_WIDTH));
    style.setAxisTickMarksStroke(new BasicStroke(GRID_WIDTH));
  }

  XYStyler style() {
    return style;
  }

  Panel xRange(double least, double most) {
    style.setXAxisMin(least);
    style.setXAxisMax(most);
    return this;
  }

  Panel yRange(double least, double most) {
    style.setYAxisMin(least);
    style.setYAxisMax(most);
    return this;
  }

  /** Room for half a number at either end of an axis that stands at the panel's edge. */
  Panel roomAtEnds() {
    style.setChartPadding(ROOM_AT_ENDS);
    return this;
  }

  /** What stands above the legend. */
  Panel legendTitle(String title) {
    legendTitle = title;
    return this;
  }

  /** What a legend of these rows takes of the width. */
  static int legendWidth(Lettering lettering, List<String> rows) {
    double widest =
        rows.stream()
            .mapToDouble(row -> Lettering.width(legendFont(lettering), row))
            .max()
            .orElse(0);
    return rows.isEmpty() ? 0 : (int) Math.ceil(LEGEND_LINE + 3 * LEGEND_GAP + widest);
  }

  private static Font legendFont(Lettering lettering) {
    return lettering.plain(Lettering.SMALL + 1);
  }

  /**
   * Adds a line.
   *
   * @param text of the legend; empty for a line that it does not name
   */
  void line(String text, double[] x, double[] y, Color colour, BasicStroke stroke) {
    lines.add(new Line(x, y, colour, stroke));
    name(new Entry(text, colour, stroke, null));
  }

  /** Adds marks that no line joins; as for {@link #line}. */
  void marks(String text, double[] x, double[] y, Color colour, Marker marker) {
    XYSeries added = add(x, y);
    added.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    added.setMarker(marker);
    added.setMarkerColor(colour);
    name(new Entry(text, colour, null, marker));
  }

  /** Adds a line with marks on it. */
  void markedLine(
      String text, double[] x, double[] y, Color colour, BasicStroke stroke, Marker marker) {
    line("", x, y, colour, stroke);
    marks("", x, y, colour, marker);
    name(new Entry(text, colour, stroke, marker));
  }

  /** Adds closed areas, one after the other, parted by NaN in y. */
  void areas(double[] x, double[] y, Color fill) {
    XYSeries added = add(x, y);
    added.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    added.setFillColor(fill);
    added.setLineColor(fill);
    added.setLineStyle(SeriesLines.NONE);
    added.setMarker(SeriesMarkers.NONE);
  }

  private XYSeries add(double[] x, double[] y) {
    return chart.addSeries("series " + series++, x, y, (double[]) null);
  }

  private void name(Entry entry) {
    if (!entry.text.isEmpty()) {
      legend.add(entry);
    }
  }

  /** Draws it into a rectangle. */
  void paint(Graphics2D canvas, double x, double y, int width, int height) {
    int plot = width - legendWidth(lettering, legend.stream().map(Entry::text).toList());
    takeRoundTicks();
    Graphics2D own = (Graphics2D) canvas.create();
    try {
      own.translate(x, y);
      chart.paint(own, plot, height);
      paintLines(own);
      paintLegend(own, plot, height);
    } finally {
      own.dispose();
    }
  }

  /**
   * Where the values of all series are at equal distances XChart puts its ticks at them, however
   * odd, and where there is no series it draws no axes. Three values that are not drawn, at unequal
   * distances, have it choose round ones.
   */
  private void takeRoundTicks() {
    double left = style.getXAxisMin();
    double bottom = style.getYAxisMin();
    double width = style.getXAxisMax() - left;
    double height = style.getYAxisMax() - bottom;
    XYSeries added =
        add(
            Arrays.stream(UNEQUAL).map(share -> left + share * width).toArray(),
            Arrays.stream(UNEQUAL).map(share -> bottom + share * height).toArray());
    added.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    added.setMarker(SeriesMarkers.NONE);
  }

  private void paintLines(Graphics2D canvas) {
    Graphics2D own = (Graphics2D) canvas.create();
    double left = screenX(style.getXAxisMin()) - EDGE;
    double top = screenY(style.getYAxisMax()) - EDGE;
    own.clip(
        new Rectangle2D.Double(
            left,
            top,
            screenX(style.getXAxisMax()) + EDGE - left,
            screenY(style.getYAxisMin()) + EDGE - top));
    for (Line line : lines) {
      own.setColor(line.colour);
      own.setStroke(line.stroke);
      own.draw(path(line));
    }
    own.dispose();
  }

  private void paintLegend(Graphics2D canvas, int left, int height) {
    int rows = legend.size() + (legendTitle.isEmpty() ? 0 : 1);
    double y = Math.max(LEGEND_ROW / 2.0, (height - rows * LEGEND_ROW) / 2.0);
    double text = left + LEGEND_LINE + 2.0 * LEGEND_GAP;
    Font font = legendFont(lettering);
    double half = Lettering.capHeight(font) / 2;
    if (!legendTitle.isEmpty()) {
      canvas.setColor(Palette.INK);
      Lettering.left(canvas, lettering.bold(Lettering.SMALL + 1), legendTitle, text, y + half);
      y += LEGEND_ROW;
    }
    for (Entry entry : legend) {
      canvas.setColor(entry.colour);
      if (entry.stroke != null) {
        canvas.setStroke(entry.stroke);
        canvas.draw(new Line2D.Double(left + LEGEND_GAP, y, left + LEGEND_GAP + LEGEND_LINE, y));
      }
      if (entry.marker != null) {
        entry.marker.paint(canvas, left + LEGEND_GAP + LEGEND_LINE / 2.0, y, MARK);
      }
      canvas.setColor(Palette.INK);
      Lettering.left(canvas, font, entry.text, text, y + half);
      y += LEGEND_ROW;
    }
  }

  private Path2D path(Line line) {
    Path2D path = new Path2D.Double();
    boolean broken = true;
    for (int i = 0; i < line.x.length; i++) {
      if (Double.isNaN(line.y[i])) {
        broken = true;
      } else if (broken) {
        path.moveTo(screenX(line.x[i]), screenY(line.y[i]));
        broken = false;
      } else {
        path.lineTo(screenX(line.x[i]), screenY(line.y[i]));
      }
    }
    return path;
  }

  /** Where a value lies in the rectangle that was painted last, also outside of the range. */
  double screenX(double value) {
    double least = style.getXAxisMin();
    double most = style.getXAxisMax();
    double left = chart.getScreenXFromChart(least);
    return left + (value - least) / (most - least) * (chart.getScreenXFromChart(most) - left);
  }

  /** As {@link #screenX}. */
  double screenY(double value) {
    double least = style.getYAxisMin();
    double most = style.getYAxisMax();
    double bottom = chart.getScreenYFromChart(least);
    return bottom + (value - least) / (most - least) * (chart.getScreenYFromChart(most) - bottom);
  }
}
