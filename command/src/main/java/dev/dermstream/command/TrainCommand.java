package dev.dermstream.command;

import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.recipe.DemonstrationRecipe;
import dev.dermstream.trainer.recipe.RecipeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream train}: runs a recipe. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains models.",
    subcommands = {TrainCommand.Demonstration.class, RegionFinderCommand.class})
final class TrainCommand {
  @Command(
      name = "demonstration",
      mixinStandardHelpOptions = true,
      description = {
        "Draws lesion pictures, trains the demonstration model on them, builds its index,",
        "evaluates both on unseen pictures and writes a sealed release. Not for clinical use."
      })
  static final class Demonstration implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
    Path out = Path.of("");

    @Option(names = "--seed", description = "Seed of everything. Default: ${DEFAULT-VALUE}.")
    long seed = RecipeConfig.DEFAULT_SEED;

    @Option(
        names = "--work",
        paramLabel = "DIR",
        description = "Folder of checkpoints. Default: DIR.work beside the output.")
    @Nullable Path work;

    @Option(
        names = "--resume",
        description = "Go on from the checkpoints of an interrupted run with the same seed.")
    boolean resume;

    @Override
    public Integer call() throws IOException {
      Path checkpoints = work == null ? Path.of(out + ".work") : work;
      String command = "./dermstream train demonstration --out DIR --seed " + seed;
      Release release =
          new DemonstrationRecipe(RecipeConfig.demonstration(seed), checkpoints, resume)
              .make(out, command);
      System.out.println("Sealed release " + release.id() + " in " + out);
      System.out.println(Files.readString(out.resolve("metrics.json")));
      return 0;
    }
  }
}
