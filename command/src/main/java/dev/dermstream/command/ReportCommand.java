package dev.dermstream.command;

import dev.dermstream.trainer.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream report}: figures and a page of one run. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Makes figures/ (SVG and PNG) and report.html, which opens offline, in the folder of a run.",
      "Earlier ones are replaced. docs/reports.md."
    })
final class ReportCommand implements Callable<Integer> {
  @Option(
      names = "--run",
      required = true,
      paramLabel = "RUN",
      description = "Folder of a run that has ended.")
  Path run = Path.of("");

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description =
          "Index snapshot whose embeddings and clusters are drawn as a map; without it "
              + "RUN/index, if it is there.")
  @Nullable Path index;

  @Override
  public Integer call() throws IOException {
    System.out.println(RunReport.make(run, Optional.ofNullable(index)));
    return 0;
  }
}
