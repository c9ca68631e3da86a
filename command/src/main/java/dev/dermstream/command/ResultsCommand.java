package dev.dermstream.command;

import dev.dermstream.trainer.results.ResultsPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream results}: our figures beside the published ones. */
@Command(
    name = "results",
    mixinStandardHelpOptions = true,
    description = {
      "Writes one page (Markdown) from the folders of runs: the figures of every recipe "
          + "beside those of its publication, and what of them can be compared.",
      "An earlier page is replaced."
    })
final class ResultsCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      required = true,
      paramLabel = "DIR",
      description = "Folder whose folders are runs.")
  Path runs = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PAGE.md",
      description = "For example docs/results.md.")
  Path out = Path.of("");

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description = "Folder of figures that the page shows; without it there are none.")
  @Nullable Path figures;

  @Override
  public Integer call() throws IOException {
    System.out.print(ResultsPage.write(runs, out, Optional.ofNullable(figures)));
    return 0;
  }
}
