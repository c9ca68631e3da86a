package dev.dermstream.command;

import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationFiles;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.ResultFolder;
import dev.dermstream.trainer.evaluation.classification.ClassNameFile;
import dev.dermstream.trainer.evaluation.classification.ClassificationCharts;
import dev.dermstream.trainer.evaluation.classification.ClassificationEvaluation;
import dev.dermstream.trainer.evaluation.text.TextEvaluation;
import dev.dermstream.trainer.figures.Figure;
import dev.dermstream.trainer.figures.FigureFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dermstream evaluate}: the figures of answers, there already or of a running system. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Judges a classifier's probabilities, written texts, or a system that serves.",
      "Writes metrics.json and tables, with 95%% intervals on the headline figures, and of "
          + "probabilities figures/ (SVG and PNG). See docs/evaluation.md."
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

  @Mixin EncoderOptions encoders = new EncoderOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  /** Answers, or who gives them. */
  static final class Input {
    @ArgGroup(exclusive = false)
    @Nullable Answers answers;

    @ArgGroup(exclusive = false)
    @Nullable ServedOptions served;
  }

  /** What is judged. */
  static final class Answers {
    @Option(
        names = "--predictions",
        paramLabel = "P.safetensors",
        description = {
          "Tensors y_true [n], classes from 0, and probabilities [n, classes], rows that sum "
              + "to one;",
          "group [n], if samples belong together."
        })
    @Nullable Path predictions;

    @Option(
        names = "--texts",
        paramLabel = "T.jsonl",
        description =
            "One JSON object a line: reference, which is right, and candidate, which is "
                + "judged; distractors, group, modality, language, field, if known.")
    @Nullable Path texts;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Bootstrap bootstrap = new Bootstrap(replicates, seed);
    ResultFolder folder = new ResultFolder(out);
    if (input.served != null) {
      if (classes != null) {
        throw new ParameterException(
            spec.commandLine(), "--classes: a system that serves names its classes itself");
      }
      return new ServedRun(input.served, encoders, bootstrap).run(folder);
    }
    List<EvaluationPart> parts = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    if (input.answers != null && input.answers.predictions != null) {
      List<String> names = classes == null ? List.of() : ClassNameFile.read(classes);
      parts.add(ClassificationEvaluation.of(input.answers.predictions, names, bootstrap));
      figures.addAll(
          ClassificationCharts.read(input.answers.predictions, names, bootstrap).figures());
    }
    if (input.answers != null && input.answers.texts != null) {
      try (EncoderOptions.Opened opened = encoders.open(Optional.empty())) {
        parts.add(TextEvaluation.of(input.answers.texts, opened.measures(), bootstrap));
      }
    }
    folder.fill(place -> {
      EvaluationFiles.write(place, EvaluationFiles.metrics(parts), parts);
      if (!figures.isEmpty()) {
        FigureFolder.write(place.resolve(FigureFolder.NAME), figures);
      }
    });
    System.out.print(EvaluationFiles.summary(parts));
    return 0;
  }
}
