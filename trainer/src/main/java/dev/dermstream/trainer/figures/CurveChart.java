package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** ROC curves, and curves of precision and recall: one line a class, the mean of all, chance. */
public final class CurveChart {
  private static final int PLOT = 330;
  private static final int ROW = 15;
  private static final int MARGIN = 6;
  private static final double MAGNIFIED_FROM = 0.95;
  private static final float CLASS_WIDTH = 1.3f;
  private static final float MEAN_WIDTH = 2.4f;
  private static final BasicStroke CHANCE =
      new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {2, 3}, 0);

  private CurveChart() {}

  /**
   * ROC curves, x the share of others that are taken for the class, y the share of its own.
   *
   * @param classes those whose curve is defined
   * @param mean of the classes
   */
  public static Figure roc(List<ClassCurve> classes, ClassCurve mean) {
    return figure(
        new Text(
            "roc-curves",
            "ROC curve of each class against all others, with the area under it; the black line is"
                + " the mean of the true positive rates, its area the mean of the areas.",
            "False positive rate",
            "True positive rate",
            "AUC",
            true),
        classes,
        mean,
        new double[] {0, 1});
  }

  /**
   * Curves of precision (y) by recall (x).
   *
   * @param classes those whose curve is defined
   * @param mean of the classes
   * @param prevalence mean share of a class's samples: the precision of guessing
   */
  public static Figure precisionRecall(
      List<ClassCurve> classes, ClassCurve mean, double prevalence) {
    return figure(
        new Text(
            "precision-recall-curves",
            "Precision by recall of each class against all others, with the average precision; the"
                + " black line is the mean of the precisions. Chance is the mean share of a class.",
            "Recall",
            "Precision",
            "AP",
            false),
        classes,
        mean,
        new double[] {prevalence, prevalence});
  }

  private record Text(
      String name, String caption, String x, String y, String area, boolean magnified) {}

  /** A curve and how it looks. */
  private record Styled(String legend, ClassCurve curve, Color colour, BasicStroke stroke) {}

  private static Figure figure(
      Text text, List<ClassCurve> classes, ClassCurve mean, double[] chance) {
    Lettering lettering = Lettering.forTexts(classes.stream().map(ClassCurve::className).toList());
    List<Styled> curves = new ArrayList<>();
    for (ClassCurve curve : classes) {
      curves.add(
          new Styled(
              legend(curve, lettering.shown(curve.className(), curve.code())),
              curve,
              Palette.colour(curve.code()),
              Palette.stroke(curve.code(), CLASS_WIDTH)));
    }
    curves.add(
        new Styled(
            legend(mean, "Mean of classes"),
            mean,
            Palette.INK,
            new BasicStroke(MEAN_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)));
    int width =
        PLOT + Panel.legendWidth(lettering, curves.stream().map(Styled::legend).toList()) + MARGIN;
    boolean magnified = text.magnified && mean.area() > MAGNIFIED_FROM;
    int height = Math.max(PLOT, (curves.size() + 3) * ROW);
    return new Figure(
        text.name,
        magnified ? text.caption + " Inset: its upper left corner." : text.caption,
        width,
        height,
        canvas -> {
          Panel panel = panel(lettering, text, curves, chance).xRange(0, 1).yRange(0, 1);
          panel.legendTitle(text.area).paint(canvas, 0, 0, width - MARGIN, height);
          if (magnified) {
            paintCorner(canvas, lettering, curves, panel);
          }
        });
  }

  /** The upper left corner again, large, where good curves lie on each other. */
  private static void paintCorner(
      Graphics2D canvas, Lettering lettering, List<Styled> curves, Panel whole) {
    List<Styled> unnamed =
        curves.stream().map(each -> new Styled("", each.curve, each.colour, each.stroke)).toList();
    Panel corner =
        panel(lettering, new Text("", "", "", "", "", false), unnamed, new double[0])
            .xRange(0, 0.2)
            .yRange(0.8, 1)
            .roomAtEnds();
    double left = whole.screenX(0.37);
    double top = whole.screenY(0.68);
    corner.paint(
        canvas, left, top, (int) (whole.screenX(0.985) - left), (int) (whole.screenY(0.03) - top));
  }

  private static Panel panel(Lettering lettering, Text text, List<Styled> curves, double[] chance) {
    Panel panel = new Panel(lettering, text.x, text.y);
    panel.style().setXAxisDecimalPattern("0.0");
    panel.style().setYAxisDecimalPattern("0.0");
    if (chance.length > 0) {
      panel.line("Chance", new double[] {0, 1}, chance, Palette.FAINT_INK, CHANCE);
    }
    for (Styled styled : curves) {
      panel.line(styled.legend, styled.curve.x(), styled.curve.y(), styled.colour, styled.stroke);
    }
    return panel;
  }

  private static String legend(ClassCurve curve, String name) {
    return String.format(Locale.ROOT, "%.3f  %s", curve.area(), name);
  }
}
