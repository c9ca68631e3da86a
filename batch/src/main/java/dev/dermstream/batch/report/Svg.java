package dev.dermstream.batch.report;

import j2html.tags.ContainerTag;
import java.util.Locale;

/** An element of SVG. */
final class Svg extends ContainerTag<Svg> {
  Svg(String name) {
    super(name);
  }

  /** A picture of this size in its own units, with what a screen reader says in its place. */
  static Svg picture(double width, double height, String alternative) {
    return new Svg("svg")
        .attr("viewBox", "0 0 " + text(width) + " " + text(height))
        .attr("role", "img")
        .attr("aria-label", alternative);
  }

  static Svg rect(double x, double y, double width, double height) {
    return new Svg("rect").at("x", x).at("y", y).at("width", width).at("height", height);
  }

  static Svg line(double x1, double y1, double x2, double y2) {
    return new Svg("line").at("x1", x1).at("y1", y1).at("x2", x2).at("y2", y2);
  }

  static Svg text(double x, double y, String anchor, String words) {
    return new Svg("text").at("x", x).at("y", y).attr("text-anchor", anchor).withText(words);
  }

  private Svg at(String name, double value) {
    return attr(name, text(value));
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
  }
}
