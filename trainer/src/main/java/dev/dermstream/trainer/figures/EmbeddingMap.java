package dev.dermstream.trainer.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The clusters of an index on a plane: embeddings and centroids, coloured by class. */
public final class EmbeddingMap {
  private static final int PLOT = 400;
  private static final double CENTROID = 13;
  private static final int MARK = 4;
  private static final int MARK_ALPHA = 190;

  /** Lets the marks below be seen. */
  private static final Color DISC = new Color(255, 255, 255, 190);

  /** More marks hide each other, and make the SVG large. */
  private static final int MOST_EMBEDDINGS = 1500;

  private static final Marker[] MARKS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.SQUARE,
  };

  private final Embedded embeddings;
  private final Embedded centroids;
  private final List<String> classNames;
  private final Lettering lettering;
  private final float[][] places;

  private EmbeddingMap(Embedded embeddings, Embedded centroids, List<String> classNames) {
    this.embeddings = embeddings.thinned(MOST_EMBEDDINGS);
    this.centroids = centroids;
    this.classNames = List.copyOf(classNames);
    lettering = Lettering.forTexts(classNames);
    float[][] all =
        Arrays.copyOf(
            this.embeddings.vectors, this.embeddings.vectors.length + centroids.vectors.length);
    System.arraycopy(
        centroids.vectors, 0, all, this.embeddings.vectors.length, centroids.vectors.length);
    places = MapProjection.places(all);
  }

  /**
   * Vectors of known classes.
   *
   * @param vectors {@code [n, dimension]} of length one; not copied
   * @param classOf {@code [n]} from 0; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // drawn, never compared
  public record Embedded(float[][] vectors, int[] classOf) {
    public Embedded {
      if (vectors.length != classOf.length) {
        throw new IllegalArgumentException(
            "%d vectors of %d classes".formatted(vectors.length, classOf.length));
      }
    }

    /** At most so many, spread evenly over the order they are in. */
    Embedded thinned(int most) {
      if (vectors.length <= most) {
        return this;
      }
      int[] kept =
          IntStream.range(0, most).map(i -> (int) ((long) i * vectors.length / most)).toArray();
      return new Embedded(
          IntStream.of(kept).mapToObj(row -> vectors[row]).toArray(float[][]::new),
          IntStream.of(kept).map(row -> classOf[row]).toArray());
    }
  }

  /**
   * The figure. Takes seconds.
   *
   * @param embeddings of images, at least 4
   * @param centroids of clusters, whose class is that of most of their members
   * @param classNames by class
   */
  public static Figure of(Embedded embeddings, Embedded centroids, List<String> classNames) {
    EmbeddingMap map = new EmbeddingMap(embeddings, centroids, classNames);
    int width =
        PLOT
            + Panel.legendWidth(
                map.lettering,
                IntStream.range(0, classNames.size()).mapToObj(map::legend).toList());
    int height = Math.max(PLOT, 16 * classNames.size() + 40);
    return new Figure(
        "embedding-map",
        ("UMAP of the index: %d of %d embeddings (marks) and %d cluster centroids (numbered discs),"
                + " coloured by class. Near marks are alike; axes and far distances mean nothing.")
            .formatted(
                map.embeddings.vectors.length, embeddings.vectors.length, centroids.vectors.length),
        width,
        height,
        canvas -> map.paint(canvas, width, height));
  }

  private void paint(Graphics2D canvas, int width, int height) {
    Panel panel = new Panel(lettering, "", "");
    range(panel);
    panel.style().setMarkerSize(MARK);
    panel.style().setAxisTicksVisible(false);
    panel.style().setPlotGridLinesVisible(false);
    panel.style().setPlotBorderVisible(true);
    panel.style().setPlotBorderColor(Palette.FAINT_INK);
    for (int code = 0; code < classNames.size(); code++) {
      addClass(panel, code);
    }
    panel.paint(canvas, 0, 0, width, height);
    paintCentroids(canvas, panel);
  }

  private void addClass(Panel panel, int code) {
    int[] rows =
        IntStream.range(0, embeddings.classOf.length)
            .filter(row -> embeddings.classOf[row] == code)
            .toArray();
    if (rows.length > 0) {
      panel.marks(
          legend(code),
          IntStream.of(rows).mapToDouble(row -> places[row][0]).toArray(),
          IntStream.of(rows).mapToDouble(row -> places[row][1]).toArray(),
          translucent(Palette.colour(code)),
          MARKS[Palette.form(code)]);
    }
  }

  /** So that marks of another class below can be seen. */
  private static Color translucent(Color colour) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), MARK_ALPHA);
  }

  private String legend(int code) {
    return code + "  " + lettering.shown(classNames.get(code), code);
  }

  private void range(Panel panel) {
    double[] x = IntStream.range(0, places.length).mapToDouble(row -> places[row][0]).toArray();
    double[] y = IntStream.range(0, places.length).mapToDouble(row -> places[row][1]).toArray();
    double marginX = span(x) * 0.05;
    double marginY = span(y) * 0.05;
    panel.xRange(least(x) - marginX, -least(negated(x)) + marginX);
    panel.yRange(least(y) - marginY, -least(negated(y)) + marginY);
  }

  private static double span(double[] values) {
    return Math.max(1e-6, -least(negated(values)) - least(values));
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElse(0);
  }

  private static double[] negated(double[] values) {
    return Arrays.stream(values).map(value -> -value).toArray();
  }

  private void paintCentroids(Graphics2D canvas, Panel panel) {
    Font font = lettering.bold(8.5f);
    for (int cluster = 0; cluster < centroids.classOf.length; cluster++) {
      int code = centroids.classOf[cluster];
      float[] place = places[embeddings.vectors.length + cluster];
      double x = panel.screenX(place[0]);
      double y = panel.screenY(place[1]);
      Ellipse2D disc = new Ellipse2D.Double(x - CENTROID / 2, y - CENTROID / 2, CENTROID, CENTROID);
      canvas.setColor(DISC);
      canvas.fill(disc);
      canvas.setColor(Palette.colour(code));
      canvas.setStroke(new BasicStroke(1.6f));
      canvas.draw(disc);
      canvas.setColor(Palette.INK);
      Lettering.middle(canvas, font, Integer.toString(code), x, y);
    }
  }
}
