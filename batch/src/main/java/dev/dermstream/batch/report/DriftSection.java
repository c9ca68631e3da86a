package dev.dermstream.batch.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.util.List;
import java.util.OptionalDouble;

/** How many images lie outside what the model was trained on, and whether that is drift. */
final class DriftSection {
  private DriftSection() {}

  static DomContent of(List<DriftTally> calibrations) {
    if (calibrations.isEmpty()) {
      return Page.note("The release has no calibration, so distances have nothing to be held to.");
    }
    DivTag all = div();
    calibrations.forEach(one -> all.with(section(one)));
    return all.with(
        Page.note(
            "Interval by Wilson's score. It takes the images to be independent; where many are of"
                + " one lesion or one patient, it should be wider."));
  }

  private static DomContent section(DriftTally drift) {
    ShareInterval share = drift.share();
    DriftTally.Calibration calibration = drift.calibration();
    Table table =
        new Table("Images beyond the threshold")
            .visible()
            .words("")
            .numbers("")
            .row("share", Words.share(share.share()))
            .row("95% interval", Words.share(share.low()) + " to " + Words.share(share.high()))
            .row("expected by the calibration", Words.share(calibration.expected()))
            .row(
                "images",
                "%s of %s".formatted(Words.count(drift.outside()), Words.count(drift.images())));
    HistogramChart chart =
        new HistogramChart(
            "distance to the training images",
            "",
            3,
            false,
            OptionalDouble.of(calibration.threshold()));
    return div(
        p(drift.statement()).withClass("statement"),
        div(
                figure(
                    chart.draw(drift.distances()),
                    figcaption(
                        "Cosine distance to the %s nearest training image, of %s; the line is the"
                                .formatted(
                                    ordinal(calibration.neighbor()),
                                    Words.count(drift.images(), "image", "images"))
                            + " threshold. The last bin holds what is farther, too.")),
                table.build())
            .withClass("charts"));
  }

  private static String ordinal(int number) {
    String ending =
        number / 10 % 10 == 1
            ? "th"
            : switch (number % 10) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            };
    return number + ending;
  }
}
