package dev.dermstream.command;

import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.classification.ClassNameFile;
import dev.dermstream.trainer.evaluation.classification.ClassificationCharts;
import dev.dermstream.trainer.evaluation.classification.ClassificationEvaluation;
import dev.dermstream.trainer.evaluation.text.TextEvaluation;
import dev.dermstream.trainer.figures.FigureFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream evaluate}: the figures of answers that are there already. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Judges a classifier's probabilities or written texts: metrics.json and a table,",
      "with 95%% intervals on the headline figures; of probabilities figures too (SVG, PNG)."
    })
final class EvaluateCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  Input input = new Input();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "New or empty folder.")
  Path out = Path.of("");

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description = {
        "Names of the classes of --predictions: a JSON array in their order, or profile.json."
      })
  @Nullable Path classes;

  @Option(
      names = "--replicates",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Of the bootstrap, 100 to 100000 (default ${DEFAULT-VALUE}).")
  int replicates;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "Of the bootstrap (default ${DEFAULT-VALUE}).")
  long seed;

  /** What is judged. */
  static final class Input {
    @Option(
        names = "--predictions",
        paramLabel = "P.safetensors",
        description = {
          "Tensors y_true [n], classes from 0, and",
          "probabilities [n, classes], rows that sum to one."
        })
    @Nullable Path predictions;

    @Option(
        names = "--texts",
        paramLabel = "T.jsonl",
        description = {
          "One JSON object a line: reference, which is right,",
          "and candidate, which is judged."
        })
    @Nullable Path texts;
  }

  @Override
  public Integer call() throws IOException {
    Bootstrap bootstrap = new Bootstrap(replicates, seed);
    System.out.print(
        input.predictions != null
            ? judge(input.predictions, bootstrap)
            : TextEvaluation.run(
                Objects.requireNonNull(input.texts, "one of the two is given"), out, bootstrap));
    return 0;
  }

  private String judge(Path predictions, Bootstrap bootstrap) throws IOException {
    List<String> names = classes == null ? List.of() : ClassNameFile.read(classes);
    // Read before anything is written, so that names that do not fit leave nothing behind.
    ClassificationCharts charts = ClassificationCharts.read(predictions, names, bootstrap);
    String summary = ClassificationEvaluation.run(predictions, out, bootstrap);
    FigureFolder.write(out.resolve(FigureFolder.NAME), charts.figures());
    return summary;
  }
}
