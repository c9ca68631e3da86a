package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss curves of runs: training above, evaluation below, on one axis of steps. */
public final class LossChart {
  private static final int PLOT = 360;
  private static final int PANEL = 180;
  private static final int AXIS_TITLE = 20;
  private static final int MARGIN = 6;
  private static final float LINE = 1.5f;
  private static final Marker[] MARKS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP,
  };

  /** The mean goes over this part of a run's steps. */
  private static final int SMOOTHED_SHARE = 40;

  private LossChart() {}

  /**
   * The losses of one run.
   *
   * @param name for the legend, unique among those drawn together
   * @param train by step, ascending; may be empty
   * @param evaluation the same
   */
  public record Run(String name, Series train, Series evaluation) {}

  /**
   * Values by step, ascending.
   *
   * @param steps {@code [n]}
   * @param values {@code [n]}, finite
   */
  @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
  public record Series(double[] steps, double[] values) {
    public Series {
      if (steps.length != values.length) {
        throw new IllegalArgumentException(
            "%d steps with %d values".formatted(steps.length, values.length));
      }
    }

    boolean isEmpty() {
      return steps.length == 0;
    }

    double last() {
      return isEmpty() ? 0 : steps[steps.length - 1];
    }

    /** The mean of the values up to each step, the last so many of them. */
    Series smoothed(int window) {
      double[] means = new double[values.length];
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[i] - (i >= window ? values[i - window] : 0);
        means[i] = sum / Math.min(i + 1, window);
      }
      return new Series(steps, means);
    }
  }

  /** The figure; at least one run. */
  public static Figure of(List<Run> runs) {
    Lettering lettering = Lettering.forTexts(runs.stream().map(Run::name).toList());
    int width = PLOT + Panel.legendWidth(lettering, runs.stream().map(Run::name).toList()) + MARGIN;
    int window = window(runs);
    return new Figure(
        "loss-curves",
        "Loss by optimizer step. Above: training, mean of the last %d steps. Below: evaluation."
            .formatted(window),
        width,
        2 * PANEL + AXIS_TITLE,
        canvas -> {
          panel(lettering, runs, "Training loss", "", run -> run.train.smoothed(window), false)
              .paint(canvas, 0, 0, width - MARGIN, PANEL);
          panel(lettering, runs, "Evaluation loss", "Optimizer step", Run::evaluation, true)
              .paint(canvas, 0, PANEL, width - MARGIN, PANEL + AXIS_TITLE);
        });
  }

  private static int window(List<Run> runs) {
    int most = runs.stream().mapToInt(run -> run.train.steps.length).max().orElse(1);
    return Math.max(1, most / SMOOTHED_SHARE);
  }

  private static Panel panel(
      Lettering lettering,
      List<Run> runs,
      String y,
      String x,
      Function<Run, Series> values,
      boolean marked) {
    double end =
        runs.stream()
            .mapToDouble(run -> Math.max(run.train.last(), run.evaluation.last()))
            .max()
            .orElse(1);
    double most =
        runs.stream()
            .map(values)
            .flatMapToDouble(series -> Arrays.stream(series.values))
            .max()
            .orElse(1);
    Panel panel =
        new Panel(lettering, x, y).xRange(0, Math.max(end, 1)).yRange(0, most > 0 ? most : 1);
    panel.style().setYAxisLeftWidthHint(46);
    panel.style().setXAxisDecimalPattern("0");
    for (int i = 0; i < runs.size(); i++) {
      Series series = values.apply(runs.get(i));
      if (!series.isEmpty()) {
        BasicStroke stroke = Palette.dashed(i, LINE);
        String name = runs.get(i).name;
        if (marked) {
          panel.markedLine(
              name,
              series.steps,
              series.values,
              Palette.colour(i),
              stroke,
              MARKS[i % MARKS.length]);
        } else {
          panel.line(name, series.steps, series.values, Palette.colour(i), stroke);
        }
      }
    }
    return panel;
  }
}
