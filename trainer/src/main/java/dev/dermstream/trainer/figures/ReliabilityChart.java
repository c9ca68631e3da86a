package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A reliability diagram: how often the predicted class was right among samples of about the same
 * confidence, and how many those are.
 */
public final class ReliabilityChart {
  private static final int WIDTH = 400;
  private static final int UPPER = 300;
  private static final int LOWER = 150;
  private static final int MARGIN = 8;

  /** Standard normal deviate of a two-sided 95%. */
  private static final double DEVIATE = 1.959964;

  private static final Color BAR = new Color(0x9E, 0xC9, 0xE2);
  private static final BasicStroke PERFECT =
      new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 3}, 0);

  private final List<Bin> bins;
  private final double error;
  private final Lettering lettering = Lettering.forTexts(List.of());

  private ReliabilityChart(List<Bin> bins, double error) {
    this.bins = List.copyOf(bins);
    this.error = error;
  }

  /**
   * Samples whose confidence lies in one of the bins of equal width.
   *
   * @param samples how many, 0 or more
   * @param right how many of them were predicted right
   * @param meanConfidence of them; any number where there are none
   */
  public record Bin(long samples, long right, double meanConfidence) {}

  /**
   * The figure.
   *
   * @param bins from 0 to 1
   * @param expectedCalibrationError 0 to 1
   */
  public static Figure of(List<Bin> bins, double expectedCalibrationError) {
    ReliabilityChart chart = new ReliabilityChart(bins, expectedCalibrationError);
    return new Figure(
        "reliability",
        "Reliability diagram over bins of equal width. Bars: share of right predictions; points:"
            + " the same over the bin's mean confidence, with 95% Wilson intervals. Below: samples"
            + " of each bin.",
        WIDTH,
        UPPER + LOWER,
        chart::paint);
  }

  private void paint(Graphics2D canvas) {
    Panel upper = new Panel(lettering, "", "Accuracy").xRange(0, 1).yRange(0, 1);
    align(upper);
    upper.style().setYAxisDecimalPattern("0.0");
    bars(upper, bins.stream().mapToDouble(ReliabilityChart::accuracy).toArray());
    upper.line("", new double[] {0, 1}, new double[] {0, 1}, Palette.FAINT_INK, PERFECT);
    points(upper);
    upper.paint(canvas, 0, 0, WIDTH - MARGIN, UPPER);
    Font font = lettering.plain(Lettering.SIZE);
    canvas.setColor(Palette.INK);
    Lettering.left(
        canvas,
        lettering.bold(Lettering.SIZE),
        String.format(Locale.ROOT, "ECE %.3f", error),
        upper.screenX(0.03),
        upper.screenY(0.93));
    canvas.setColor(Palette.FAINT_INK);
    Lettering.left(
        canvas, font, "dashed: perfect calibration", upper.screenX(0.03), upper.screenY(0.87));
    paintCounts(canvas);
  }

  private void paintCounts(Graphics2D canvas) {
    double most = bins.stream().mapToLong(Bin::samples).max().orElse(1);
    Panel lower =
        new Panel(lettering, "Confidence (probability of the predicted class)", "Samples")
            .xRange(0, 1)
            .yRange(0, most * 1.18);
    align(lower);
    lower.style().setYAxisDecimalPattern("#,##0");
    bars(lower, bins.stream().mapToDouble(Bin::samples).toArray());
    lower.paint(canvas, 0, UPPER, WIDTH - MARGIN, LOWER);
    canvas.setColor(Palette.INK);
    Font font = lettering.plain(8);
    for (int i = 0; i < bins.size(); i++) {
      if (bins.get(i).samples > 0) {
        Lettering.centred(
            canvas,
            font,
            Long.toString(bins.get(i).samples),
            lower.screenX((i + 0.5) / bins.size()),
            UPPER + lower.screenY((double) bins.get(i).samples) - 2.5);
      }
    }
  }

  /** Both panels begin at the same place, whatever is written beside their axes. */
  private static void align(Panel panel) {
    panel.style().setYAxisLeftWidthHint(46);
    panel.style().setXAxisDecimalPattern("0.0");
  }

  private void bars(Panel panel, double[] heights) {
    List<double[]> corners = new ArrayList<>();
    for (int i = 0; i < heights.length; i++) {
      double gap = 0.06 / heights.length;
      double left = i / (double) heights.length + gap;
      double right = (i + 1) / (double) heights.length - gap;
      if (heights[i] > 0) {
        corners.add(new double[] {left, 0});
        corners.add(new double[] {left, heights[i]});
        corners.add(new double[] {right, heights[i]});
        corners.add(new double[] {right, 0});
        corners.add(new double[] {right, Double.NaN});
      }
    }
    if (!corners.isEmpty()) {
      panel.areas(
          corners.stream().mapToDouble(corner -> corner[0]).toArray(),
          corners.stream().mapToDouble(corner -> corner[1]).toArray(),
          BAR);
    }
  }

  private void points(Panel panel) {
    List<Bin> filled = bins.stream().filter(bin -> bin.samples > 0).toList();
    double[] x = filled.stream().mapToDouble(Bin::meanConfidence).toArray();
    double[] y = filled.stream().mapToDouble(ReliabilityChart::accuracy).toArray();
    if (filled.isEmpty()) {
      return;
    }
    for (int i = 0; i < filled.size(); i++) {
      double[] interval = wilson(filled.get(i));
      panel.line("", new double[] {x[i], x[i]}, interval, Palette.INK, new BasicStroke(1f));
    }
    panel.marks("", x, y, Palette.INK, SeriesMarkers.CIRCLE);
  }

  private static double accuracy(Bin bin) {
    return bin.samples == 0 ? 0 : bin.right / (double) bin.samples;
  }

  /** Wilson's score interval of a share (Journal of the American Statistical Association 1927). */
  static double[] wilson(Bin bin) {
    double n = bin.samples;
    double p = accuracy(bin);
    double square = DEVIATE * DEVIATE;
    double middle = (p + square / (2 * n)) / (1 + square / n);
    double half = DEVIATE / (1 + square / n) * Math.sqrt(p * (1 - p) / n + square / (4 * n * n));
    double[] ends = {Math.max(0, middle - half), Math.min(1, middle + half)};
    Arrays.sort(ends);
    return ends;
  }
}
