package dev.dermstream.trainer.report;

import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.classification.ClassificationCharts;
import dev.dermstream.trainer.figures.Figure;
import dev.dermstream.trainer.figures.FigureFolder;
import dev.dermstream.trainer.figures.LossChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code dermstream report}: makes {@code figures/} and {@code report.html} of a run. Both take the
 * place of earlier ones; the same folder gives the same files. Input that cannot be used throws
 * {@link dev.dermstream.error.ServiceException} (INVALID_INPUT), for the user as it stands.
 */
public final class RunReport {
  /** The page, in the run's folder. */
  public static final String PAGE = "report.html";

  /** As {@code dermstream evaluate} draws them by default. */
  private static final Bootstrap BOOTSTRAP = new Bootstrap(1000, 1);

  private RunReport() {}

  /**
   * Makes the report.
   *
   * @param folder of the run
   * @param index snapshot whose clusters are drawn; the run's own {@code index/} where none is
   *     given and there is one
   * @return the page
   */
  public static Path make(Path folder, Optional<Path> index) throws IOException {
    Run run = Run.read(folder);
    Optional<ClassificationCharts> charts = charts(run);
    List<String> names =
        charts.map(all -> all.rows().stream().map(row -> row.name()).toList()).orElse(List.of());
    List<Figure> figures = new ArrayList<>();
    if (!run.log().isEmpty()) {
      figures.add(LossChart.of(List.of(run.losses(run.name()))));
    }
    charts.ifPresent(all -> figures.addAll(all.figures()));
    Optional<Path> drawn = index.or(() -> ownIndex(folder));
    if (drawn.isPresent()) {
      figures.add(IndexMap.of(drawn.get(), names));
    }
    FigureFolder.write(folder.resolve(FigureFolder.NAME), figures);
    Path page = folder.resolve(PAGE);
    Path unfinished = folder.resolve(PAGE + ".new");
    Files.writeString(unfinished, ReportPage.of(run, charts, figures, WorstTexts.of(run)));
    Files.move(
        unfinished, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return page;
  }

  /** The figures of a run's predictions; empty where it has none. */
  public static Optional<ClassificationCharts> charts(Run run) throws IOException {
    Optional<Path> predictions = run.evaluated("predictions.safetensors");
    if (predictions.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ClassificationCharts.read(predictions.get(), run.classes(), BOOTSTRAP));
  }

  private static Optional<Path> ownIndex(Path folder) {
    Path index = folder.resolve("index");
    return Files.isDirectory(index) ? Optional.of(index) : Optional.empty();
  }
}
