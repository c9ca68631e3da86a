package dev.dermstream.trainer.results;

import dev.dermstream.trainer.evaluation.classification.ClassificationCharts;
import dev.dermstream.trainer.figures.Figure;
import dev.dermstream.trainer.figures.FigureFolder;
import dev.dermstream.trainer.figures.LossChart;
import dev.dermstream.trainer.report.Measure;
import dev.dermstream.trainer.report.Run;
import dev.dermstream.trainer.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The figures of a page of results, written beside it and shown in it. */
final class ResultFigures {
  private final Path page;
  private final Optional<Path> folder;

  /**
   * @param page that shows them
   * @param folder where they go; empty for a page without figures
   */
  ResultFigures(Path page, Optional<Path> folder) {
    this.page = page.toAbsolutePath().normalize();
    this.folder = folder.map(given -> given.toAbsolutePath().normalize());
  }

  /** Loss curves of several runs, called by their groups where they have one. */
  void losses(Markdown to, String name, Runs runs, List<Run> drawn) throws IOException {
    List<LossChart.Run> curves = new ArrayList<>();
    for (Run run : drawn) {
      boolean logged = run.log().train().steps().length + run.log().evaluation().steps().length > 0;
      if (logged) {
        String group = run.value("group");
        String called = group.isEmpty() ? run.name() : "Group " + group;
        boolean single = runs.of(run.name()).size() == 1;
        curves.add(run.losses(single ? called : called + ", " + run.folder().getFileName()));
      }
    }
    if (!curves.isEmpty()) {
      show(to, LossChart.of(curves).named(name + "-loss-curves"));
    }
  }

  /** Confusion matrix and reliability of the most accurate of several runs. */
  void best(Markdown to, String name, Runs runs, List<Run> of) throws IOException {
    Optional<Run> best =
        of.stream()
            .filter(run -> accuracy(run).isPresent())
            .max(Comparator.comparingDouble(run -> accuracy(run).orElseThrow()));
    if (folder.isEmpty() || best.isEmpty()) {
      return;
    }
    Optional<ClassificationCharts> charts = RunReport.charts(best.get());
    if (charts.isPresent()) {
      to.paragraph(
          "Of the most accurate run, %s:"
              .formatted(Markdown.escaped(String.valueOf(best.get().folder().getFileName()))));
      for (Figure figure : charts.get().figures()) {
        show(to, figure.named(name + "-" + figure.name()));
      }
    }
  }

  private static Optional<Double> accuracy(Run run) {
    return run.classification().flatMap(all -> all.figure("accuracy")).map(Measure::value);
  }

  private void show(Markdown to, Figure figure) throws IOException {
    if (folder.isEmpty()) {
      return;
    }
    FigureFolder.write(folder.get(), List.of(figure));
    Path file = folder.get().resolve(figure.name() + ".svg");
    Path from = page.getParent();
    String link = (from == null ? file : from.relativize(file)).toString().replace('\\', '/');
    to.paragraph("![%s](%s)".formatted(figure.caption(), link.replace(" ", "%20")));
  }
}
