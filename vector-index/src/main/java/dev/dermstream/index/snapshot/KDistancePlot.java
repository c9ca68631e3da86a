package dev.dermstream.index.snapshot;

import dev.dermstream.index.dbscan.KDistances;
import java.util.Formatter;
import java.util.Locale;

/** Draws the k-distances and their knee, so that a person can judge the radius: an SVG document. */
final class KDistancePlot {
  private static final int LEFT = 72;
  private static final int TOP = 48;
  private static final int WIDTH = 560;
  private static final int HEIGHT = 300;
  private static final int POINTS = 400;
  private static final int STEPS = 4;

  private final KDistances curve;
  private final double top;
  private final Formatter svg = new Formatter(Locale.ROOT);

  private KDistancePlot(KDistances curve) {
    this.curve = curve;
    this.top = STEPS * roundStep(curve.distances()[curve.distances().length - 1] / STEPS);
  }

  /** The smallest round number that is not below. */
  private static double roundStep(double least) {
    if (least <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double digit : new double[] {1, 2, 2.5, 5}) {
      if (digit * power >= least) {
        return digit * power;
      }
    }
    return 10 * power;
  }

  static String svg(KDistances curve) {
    return new KDistancePlot(curve).draw();
  }

  private String draw() {
    svg.format(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" fill="#333">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <text x="%d" y="24" font-size="15" fill="#111">Distance to neighbour %d: eps = %.4g at the knee</text>
        """,
        LEFT + WIDTH + 32, TOP + HEIGHT + 56, LEFT, curve.k(), curve.eps());
    axes();
    curve();
    knee();
    return svg.format("</svg>\n").toString();
  }

  private void axes() {
    for (int step = 0; step <= STEPS; step++) {
      double y = TOP + HEIGHT - (double) step / STEPS * HEIGHT;
      double x = LEFT + (double) step / STEPS * WIDTH;
      svg.format(
          """
          <path d="M%d %.1fH%d" stroke="#ddd"/>
          <text x="%d" y="%.1f" text-anchor="end">%.2g</text>
          <text x="%.1f" y="%d" text-anchor="middle">%d %%</text>
          """,
          LEFT,
          y,
          LEFT + WIDTH,
          LEFT - 8,
          y + 4,
          top * step / STEPS,
          x,
          TOP + HEIGHT + 18,
          100 * step / STEPS);
    }
    svg.format(
        """
        <text x="%d" y="%d" text-anchor="middle">vectors at most so far from their neighbour %d (of %d measured)</text>
        <text transform="translate(16 %d) rotate(-90)" text-anchor="middle">cosine distance</text>
        """,
        LEFT + WIDTH / 2, TOP + HEIGHT + 42, curve.k(), curve.distances().length, TOP + HEIGHT / 2);
  }

  private void curve() {
    int last = curve.distances().length - 1;
    int points = Math.min(last, POINTS);
    svg.format("<polyline fill=\"none\" stroke=\"#0b66c3\" stroke-width=\"2\" points=\"");
    for (int i = 0; i <= points; i++) {
      int at = points == 0 ? 0 : (int) ((long) i * last / points);
      svg.format("%.1f,%.1f ", x(at), y(curve.distances()[at]));
    }
    svg.format("\"/>\n");
  }

  private void knee() {
    double x = x(curve.knee());
    double y = y(curve.distances()[curve.knee()]);
    svg.format(
        """
        <path d="M%d %.1fH%.1fV%d" fill="none" stroke="#c2410c" stroke-dasharray="5 4"/>
        <circle cx="%.1f" cy="%.1f" r="4.5" fill="#c2410c"/>
        """,
        LEFT, y, x, TOP + HEIGHT, x, y);
  }

  private double x(int place) {
    return LEFT + (double) WIDTH * place / Math.max(1, curve.distances().length - 1);
  }

  private double y(double distance) {
    return TOP + HEIGHT - distance / top * HEIGHT;
  }
}
