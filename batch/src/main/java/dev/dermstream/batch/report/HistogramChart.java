package dev.dermstream.batch.report;

import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * Draws a histogram as SVG. Its colours are the page's, so that it follows light and dark.
 *
 * @param title what is counted, for the text alternative
 * @param unit after numbers of the horizontal axis, for example "%"
 * @param places decimals of these numbers
 * @param small one of many beside each other
 * @param mark where a line is drawn across, if anywhere
 */
record HistogramChart(String title, String unit, int places, boolean small, OptionalDouble mark) {
  private static final double LETTER = 11;

  /** Of percentages. */
  static HistogramChart ofPercent(String title, boolean small) {
    return new HistogramChart(title, "%", 0, small, OptionalDouble.empty());
  }

  Svg draw(Histogram histogram) {
    double width = small ? 180 : 340;
    double height = small ? 90 : 170;
    double left = small ? 4 : 44;
    double top = 16;
    double bottom = height - LETTER - 7;
    double step = (width - left - 8) / histogram.bins();
    Svg picture = Svg.picture(width, height, alternative(histogram));
    long highest = Math.max(1, histogram.highestBin());
    for (int i = 0; i < histogram.bins(); i++) {
      double tall = (bottom - top) * histogram.bin(i) / highest;
      // What is there is seen, however little it is beside the rest.
      tall = histogram.bin(i) > 0 ? Math.max(tall, 1) : 0;
      if (tall > 0) {
        picture.with(
            Svg.rect(left + i * step + 0.5, bottom - tall, step - 1, tall).withClass("bar"));
      }
    }
    picture.with(Svg.line(left, bottom, width - 8, bottom).withClass("axis"));
    axis(picture, histogram, left, width - 8, height - 4);
    if (!small) {
      picture.with(Svg.text(left - 5, top + 4, "end", Words.count(histogram.highestBin())));
      picture.with(Svg.text(left - 5, bottom + 1, "end", "0"));
      picture.with(Svg.line(left - 3, top, left, top).withClass("axis"));
    }
    mark.ifPresent(at -> mark(picture, histogram, at, left, width - 8, bottom));
    return picture;
  }

  private void axis(Svg picture, Histogram histogram, double left, double right, double y) {
    int bins = histogram.bins();
    picture.with(Svg.text(left, y, "start", number(histogram.edge(0))));
    picture.with(
        Svg.text(
            (left + right) / 2,
            y,
            "middle",
            number((histogram.edge(0) + histogram.edge(bins)) / 2)));
    picture.with(Svg.text(right, y, "end", number(histogram.edge(bins))));
  }

  private void mark(
      Svg picture, Histogram histogram, double at, double left, double right, double bottom) {
    double from = histogram.edge(0);
    double x = left + (right - left) * (at - from) / (histogram.edge(histogram.bins()) - from);
    boolean late = x > (left + right) / 2;
    picture.with(
        Svg.line(x, 4, x, bottom).withClass("mark"),
        Svg.text(x + (late ? -4 : 4), 12, late ? "end" : "start", number(at)).withClass("marked"));
  }

  private String alternative(Histogram histogram) {
    StringJoiner bins = new StringJoiner(", ");
    for (int i = 0; i < histogram.bins(); i++) {
      if (histogram.bin(i) > 0) {
        bins.add(
            "%s to %s: %s"
                .formatted(
                    number(histogram.edge(i)),
                    number(histogram.edge(i + 1)),
                    Words.count(histogram.bin(i))));
      }
    }
    String marked = mark.isPresent() ? " Line at " + number(mark.getAsDouble()) + "." : "";
    return "Histogram of %s.%s %s".formatted(title, marked, bins.length() == 0 ? "Empty." : bins);
  }

  private String number(double value) {
    return Words.number(value, places) + unit;
  }
}
