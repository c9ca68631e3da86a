package dev.dermstream.batch.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** How often each class was the answer, and with what scores. */
final class ClassCharts {
  /** Classes with a histogram of their own. */
  static final int MULTIPLES = 40;

  private ClassCharts() {}

  /** A bar and figures for each class. */
  static DomContent table(JobTally tally) {
    List<ClassTally> classes = tally.classes();
    long answered = tally.scores().count();
    long most = classes.isEmpty() ? 0 : classes.getFirst().answers();
    Table table =
        new Table("Answers by class")
            .words("class")
            .wide("")
            .numbers("answers")
            .numbers("share")
            .numbers("mean score")
            .numbers("mean probability")
            .numbers("abstained");
    for (ClassTally one : classes) {
      table.row(
          text(Words.shown(one.name())),
          Bars.of(one.answers(), most),
          text(Words.count(one.answers())),
          text(Words.share(one.answers(), answered)),
          text(Words.percent(one.scores().mean())),
          text(Words.percent(one.probabilities().mean())),
          text(Words.count(one.abstentions())));
    }
    if (table.isEmpty()) {
      return Page.note("No image was measured.");
    }
    return div(
        Page.note(
            "Shares are of the images that were answered. Score: class confidence of the answer."
                + " Probability: the same, calibrated. Abstained: images of which it would have"
                + " been the answer."),
        table.build());
  }

  /** Overall and by class. */
  static DomContent histograms(JobTally tally) {
    if (tally.scores().count() == 0) {
      return Page.note("No image was answered.");
    }
    boolean calibrated = tally.probabilities().count() > 0;
    DivTag charts = div().withClass("charts");
    charts.with(chart("class confidence of the answer", tally.scores()));
    if (calibrated) {
      charts.with(chart("calibrated probability of the answer", tally.probabilities()));
    }
    DivTag all = div(charts);
    all.with(byClass(tally, "Class confidence by class", ClassTally::scores));
    if (calibrated) {
      all.with(byClass(tally, "Calibrated probability by class", ClassTally::probabilities));
    }
    return all;
  }

  private static DomContent chart(String of, Histogram histogram) {
    return figure(
        HistogramChart.ofPercent(of, false).draw(histogram),
        figcaption(
            "%s: %s, mean %s"
                .formatted(
                    of.substring(0, 1).toUpperCase(Locale.ROOT) + of.substring(1),
                    Words.count(histogram.count(), "image", "images"),
                    Words.percent(histogram.mean()))));
  }

  private static DomContent byClass(
      JobTally tally, String heading, Function<ClassTally, Histogram> values) {
    List<ClassTally> answered =
        tally.classes().stream().filter(one -> values.apply(one).count() > 0).toList();
    DivTag small = div().withClass("multiples");
    for (ClassTally one : answered.subList(0, Math.min(MULTIPLES, answered.size()))) {
      String name = Words.shown(one.name());
      small.with(
          figure(
              HistogramChart.ofPercent(name, true).draw(values.apply(one)),
              figcaption(name + ": " + Words.count(values.apply(one).count()))));
    }
    String cut =
        answered.size() > MULTIPLES
            ? " Only the %d most frequent of %s."
                .formatted(MULTIPLES, Words.count(answered.size(), "class", "classes"))
            : "";
    return each(
        h3(heading), Page.note("Each to its own height; 20 bins from 0 to 100%." + cut), small);
  }
}
