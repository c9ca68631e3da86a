package dev.dermstream.trainer.evaluation.classification;

import dev.dermstream.trainer.evaluation.classification.ScoreRanking.Thresholds;
import dev.dermstream.trainer.figures.ClassCurve;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Thresholds of rankings as curves that can be drawn, and the mean of such curves. */
final class ThresholdCurves {
  /** Places at which the mean is taken. */
  private static final int MEAN_POINTS = 400;

  private static final String MEAN = "mean";

  private ThresholdCurves() {}

  /** From 0, 0: where a threshold is given to several samples, a straight line. */
  static ClassCurve roc(String name, int code, Thresholds thresholds, double area) {
    double[] x =
        DoubleStream.concat(DoubleStream.of(0), Arrays.stream(thresholds.falsePositiveRate()))
            .toArray();
    double[] y =
        DoubleStream.concat(DoubleStream.of(0), Arrays.stream(thresholds.recall())).toArray();
    return corners(name, code, x, y, area);
  }

  /** In steps, so that the area below is the average precision. */
  static ClassCurve precisionRecall(String name, int code, Thresholds thresholds, double area) {
    int count = thresholds.recall().length;
    double[] x = new double[2 * count];
    double[] y = new double[2 * count];
    for (int i = 0; i < count; i++) {
      x[2 * i] = i == 0 ? 0 : thresholds.recall()[i - 1];
      x[2 * i + 1] = thresholds.recall()[i];
      y[2 * i] = thresholds.precision()[i];
      y[2 * i + 1] = thresholds.precision()[i];
    }
    // Thresholds beyond the last of the class's samples add nothing: the recall is one already.
    int end = 2 * count;
    while (end > 2 && x[end - 2] >= 1) {
      end -= 2;
    }
    return corners(name, code, Arrays.copyOf(x, end), Arrays.copyOf(y, end), area);
  }

  /** Without the points that lie on a level or upright line between their neighbours. */
  private static ClassCurve corners(String name, int code, double[] x, double[] y, double area) {
    double[] keptX = new double[x.length];
    double[] keptY = new double[y.length];
    int kept = 0;
    for (int i = 0; i < x.length; i++) {
      boolean inner = i > 0 && i < x.length - 1;
      boolean level = inner && y[i - 1] == y[i] && y[i] == y[i + 1];
      boolean upright = inner && x[i - 1] == x[i] && x[i] == x[i + 1];
      if (!level && !upright) {
        keptX[kept] = x[i];
        keptY[kept++] = y[i];
      }
    }
    return new ClassCurve(name, code, Arrays.copyOf(keptX, kept), Arrays.copyOf(keptY, kept), area);
  }

  /**
   * The mean of curves at equal distances of x.
   *
   * @param curves at least one
   * @param start of the mean at x = 0, before the curves rise there; NaN for the mean itself
   * @param area the mean of their areas
   */
  static ClassCurve mean(List<ClassCurve> curves, double start, double area) {
    double[] x = new double[MEAN_POINTS + 2];
    double[] y = new double[x.length];
    Arrays.setAll(x, i -> Math.max(0, i - 1) / (double) MEAN_POINTS);
    for (ClassCurve curve : curves) {
      DoubleUnaryOperator value = new Ascending(curve);
      for (int i = 1; i < x.length; i++) {
        y[i] += value.applyAsDouble(x[i]) / curves.size();
      }
    }
    y[0] = Double.isNaN(start) ? y[1] : start;
    // The areas' mean; a mean taken at few places would differ in the last decimal.
    return new ClassCurve(MEAN, 0, x, y, area);
  }

  /** A curve as a function, asked for ascending x: of several values at one place the highest. */
  private static final class Ascending implements DoubleUnaryOperator {
    private final ClassCurve curve;
    private int at;

    Ascending(ClassCurve curve) {
      this.curve = curve;
    }

    @Override
    public double applyAsDouble(double x) {
      double[] places = curve.x();
      double[] values = curve.y();
      while (at + 1 < places.length && places[at + 1] <= x) {
        at++;
      }
      if (at + 1 == places.length || places[at + 1] == places[at]) {
        return values[at];
      }
      double share = (x - places[at]) / (places[at + 1] - places[at]);
      return values[at] + share * (values[at + 1] - values[at]);
    }
  }
}
