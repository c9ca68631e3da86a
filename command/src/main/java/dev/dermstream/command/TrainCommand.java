package dev.dermstream.command;

import dev.dermstream.trainer.finetune.FineTuneRequest;
import dev.dermstream.trainer.finetune.FineTuning;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.finetune.recipe.RecipeFile;
import dev.dermstream.trainer.finetune.recipe.Variant;
import dev.dermstream.trainer.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dermstream train}: runs a recipe. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains an adapter on a data set as a recipe says, lets the best one answer the test "
            + "side, and writes a run folder; see docs/training.md.",
    subcommands = {BaseCommand.class, RegionFinderCommand.class, AssembleCommand.class})
final class TrainCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  @Option(names = "--list", description = "Lists the recipes.")
  boolean list;

  @Option(names = "--recipe", paramLabel = "R", description = "Name of a recipe, or a file.")
  @Nullable String recipe;

  @Option(
      names = "--data",
      paramLabel = "D",
      description = {
        "Folder with manifest.jsonl, or with train.jsonl and test.jsonl as dataset split writes."
      })
  @Nullable Path data;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of the images. Default: D/images, or D.")
  @Nullable Path images;

  @Option(
      names = "--base",
      paramLabel = "MODEL",
      description = {
        "Hugging Face folder of the base model. Default: that of the demonstration release."
      })
  @Nullable Path base;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "New folder of the run. Default: runs/R.")
  @Nullable Path out;

  @Option(
      names = "--variant",
      defaultValue = "paper",
      paramLabel = "V",
      description =
          "paper: the publication's settings; demonstration: with what a model of a few "
              + "million parameters needs otherwise (${DEFAULT-VALUE}).")
  Variant variant = Variant.PAPER;

  @Option(
      names = "--features",
      paramLabel = "DIR",
      description = "Keeps encoded pictures here for other runs with the same base.")
  @Nullable Path features;

  @Option(names = "--limit", paramLabel = "N", description = "Most images of training and of test.")
  @Nullable Integer limit;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--resume", description = "Go on with the interrupted run in the folder.")
  boolean resume;

  @Override
  public Integer call() throws IOException {
    if (list) {
      RecipeFile.names().forEach(System.out::println);
      return 0;
    }
    if (recipe == null || data == null) {
      throw new ParameterException(spec.commandLine(), "--recipe and --data are needed, or --list");
    }
    if (limit != null && limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit is 1 or more");
    }
    Recipe read = RecipeFile.read(recipe, variant);
    Path folder = out == null ? Path.of("runs", read.name()) : out;
    FineTuneRequest request =
        new FineTuneRequest(
            read,
            data,
            Optional.ofNullable(images),
            base == null ? demonstrationModel() : base,
            folder,
            Optional.ofNullable(features),
            limit == null ? OptionalInt.empty() : OptionalInt.of(limit),
            seed,
            resume);
    try (ServedPictures pictures = ServedPictures.open()) {
      System.out.print(new FineTuning(request, pictures).run());
    }
    System.out.println("Run: " + folder);
    System.out.println("Report: " + RunReport.make(folder, Optional.empty()));
    return 0;
  }

  private static Path demonstrationModel() {
    return Path.of(System.getProperty("dermstream.home", "."))
        .resolve("releases/demonstration/model");
  }
}
