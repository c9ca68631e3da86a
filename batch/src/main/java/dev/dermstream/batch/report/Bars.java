package dev.dermstream.batch.report;

import j2html.tags.DomContent;

/** A bar in a cell of a table; the number stands in the cell beside it. */
final class Bars {
  private static final double LENGTH = 100;

  private Bars() {}

  static DomContent of(long part, long whole) {
    double length = whole == 0 ? 0 : LENGTH * part / whole;
    return new Svg("svg")
        .attr("viewBox", "0 0 100 10")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .withClass("bars")
        .with(Svg.rect(0, 0, LENGTH, 10).withClass("room"))
        .with(Svg.rect(0, 0, part > 0 ? Math.max(length, 0.5) : 0, 10).withClass("bar"));
  }
}
