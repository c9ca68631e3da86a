package dev.dermstream.trainer.report;

import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.evaluation.classification.ClassificationCharts;
import dev.dermstream.trainer.figures.Figure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code report.html}: one page that needs no other file and no network, runs no script, and can be
 * read on light and dark screens and on paper.
 */
final class ReportPage {
  static final String NOTICE =
      "Drawn pictures, not for clinical use: the data sets that come with this project are drawn by a"
          + " program, and figures measured on them say nothing about patients.";

  /** Nothing is fetched and nothing runs, whatever a text of the data would have the page do. */
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final Run run;
  private final Html page = new Html();

  private ReportPage(Run run) {
    this.run = run;
  }

  static String of(
      Run run,
      Optional<ClassificationCharts> charts,
      List<Figure> figures,
      Optional<WorstTexts> worst)
      throws IOException {
    ReportPage page = new ReportPage(run);
    page.head();
    page.headline();
    page.figures(figures);
    charts.ifPresent(page::classes);
    worst.ifPresent(page::texts);
    page.provenance();
    page.settings();
    page.page.markup("</body>\n</html>\n");
    return page.page.toString();
  }

  private void head() throws IOException {
    String name = run.name().isEmpty() ? "Run" : run.name();
    page.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .markup("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .text(POLICY)
        .markup("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .element("title", name + " · Dermstream")
        .markup("<style>\n" + style() + "</style>\n</head>\n<body>\n")
        .element("h1", name)
        .markup("<p class=\"sub\">")
        .text(subtitle())
        .markup("</p>\n<p class=\"notice\">")
        .text(notice())
        .markup("</p>\n");
  }

  /** What the run says of itself comes after what every report says. */
  private String notice() {
    return (NOTICE + " " + run.value("notice")).strip();
  }

  private String subtitle() {
    List<String> parts = new ArrayList<>();
    addNamed(parts, "profile ", run.value("profile"));
    addNamed(parts, "group ", run.value("group"));
    String variant = run.value("variant");
    if (variant.equals("demonstration")) {
      parts.add("demonstration variant: settings for a model of a few million parameters");
    } else {
      addNamed(parts, "settings of the ", variant);
    }
    if (run.value("stopped").equals("early")) {
      parts.add("stopped early");
    }
    return String.join(" · ", parts);
  }

  private static void addNamed(List<String> parts, String what, String value) {
    if (!value.isEmpty()) {
      parts.add(what + value);
    }
  }

  private void headline() {
    page.element("h2", "Results");
    List<List<String>> rows = new ArrayList<>();
    run.classification().ifPresent(all -> add(rows, all, Headline.CLASSIFICATION));
    run.texts().ifPresent(all -> add(rows, all, Headline.TEXTS));
    run.forms().ifPresent(all -> add(rows, all, Headline.FORMS));
    add(rows, new Measures(run.record()), Headline.LOSSES);
    if (rows.isEmpty()) {
      note("This run has not been evaluated.");
      return;
    }
    page.table(1, List.of("figure", "value", "95% interval"), rows);
    sizes();
    run.classification().ifPresent(all -> all.sentences("undefined").forEach(this::note));
    run.texts().ifPresent(all -> all.sentences("undefined").forEach(this::note));
  }

  private void sizes() {
    run.classification()
        .flatMap(all -> all.count("samples"))
        .ifPresent(count -> note(count + " pictures were classified."));
    run.texts()
        .flatMap(all -> all.count("texts"))
        .ifPresent(count -> note(count + " texts were compared with what they should have said."));
    note(
        "Intervals are percentiles of the bootstrap over the test set; they know nothing of how a"
            + " run with another seed would have ended.");
  }

  private static void add(List<List<String>> rows, Measures measures, Map<String, String> names) {
    names.forEach((key, called) ->
        measures
            .figure(key)
            .ifPresent(measure ->
                rows.add(
                    List.of(
                        called,
                        Headline.number(measure.value()),
                        measure.interval().map(ReportPage::ends).orElse("")))));
  }

  private static String ends(Interval interval) {
    return Headline.number(interval.low()) + " to " + Headline.number(interval.high());
  }

  private void figures(List<Figure> figures) {
    page.element("h2", "Figures");
    if (figures.isEmpty()) {
      note("The run holds neither losses nor predictions to draw.");
    }
    for (Figure figure : figures) {
      page.markup("<figure id=\"" + figure.name() + "\"><div>\n")
          .markup(figure.inlineSvg())
          .markup("\n</div>")
          .element("figcaption", figure.caption())
          .markup("</figure>\n");
    }
  }

  private void classes(ClassificationCharts charts) {
    page.element("h2", "By class")
        .table(
            1,
            List.of(
                "class", "samples", "precision", "recall", "F1", "specificity", "ROC AUC", "AP"),
            charts.rows().stream().map(ReportPage::cells).toList());
    List<List<String>> confusions = Confusions.rows(charts);
    page.element("h2", "Most frequent confusions");
    if (confusions.isEmpty()) {
      note("No picture was taken for another class.");
    } else {
      page.table(2, List.of("true class", "predicted", "pictures", "of the class"), confusions);
    }
  }

  private static List<String> cells(ClassificationCharts.ClassRow row) {
    return List.of(
        row.name(),
        Long.toString(row.support()),
        with(row.precision(), row.precisionInterval()),
        with(row.recall(), row.recallInterval()),
        with(row.f1(), row.f1Interval()),
        share(row.specificity()),
        share(row.rocAuc()),
        share(row.averagePrecision()));
  }

  private static String with(double figure, Interval interval) {
    return Double.isNaN(interval.low())
        ? share(figure)
        : new Measure(figure, Optional.of(interval)).text(2, 1);
  }

  private static String share(double figure) {
    return Double.isNaN(figure) ? "undefined" : String.format(Locale.ROOT, "%.3f", figure);
  }

  private void texts(WorstTexts worst) {
    page.element("h2", "Worst answers");
    note("Those of the lowest %s, lowest first.".formatted(worst.score()));
    for (WorstTexts.Scored text : worst.texts()) {
      page.markup("<article>")
          .element("h3", String.format(Locale.ROOT, "%s · %.3f", text.identifier(), text.score()));
      said("Asked: ", text.question());
      said("Should say: ", text.reference());
      said("Says: ", text.candidate().isEmpty() ? "(nothing)" : text.candidate());
      page.markup("</article>\n");
    }
  }

  private void said(String by, String text) {
    if (!text.isEmpty()) {
      page.markup("<p dir=\"auto\"><b>").text(by).markup("</b>").text(text).markup("</p>\n");
    }
  }

  private void provenance() {
    List<List<String>> rows = new ArrayList<>();
    run.record()
        .entrySet()
        .forEach(entry -> {
          String value = run.value(entry.getKey());
          rows.add(
              List.of(
                  entry.getKey().replace('_', ' '),
                  value.isEmpty() ? entry.getValue().toString() : value));
        });
    page.element("h2", "Provenance").table(2, List.of("what", "value"), rows);
  }

  private void settings() {
    page.element("h2", "Settings");
    if (run.recipe().isBlank()) {
      note("The run's folder holds no recipe.conf.");
    } else {
      page.element("pre", run.recipe().strip());
    }
  }

  private void note(String sentence) {
    page.markup("<p class=\"note\">").text(sentence).markup("</p>\n");
  }

  private static String style() throws IOException {
    try (InputStream css = ReportPage.class.getResourceAsStream("/report/report.css")) {
      if (css == null) {
        throw new IllegalStateException("report.css is not on the class path");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
