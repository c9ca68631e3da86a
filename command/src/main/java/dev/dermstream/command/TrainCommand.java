package dev.dermstream.command;

import dev.dermstream.trainer.recipe.DemonstrationRecipe;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream train}: runs a recipe. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains models.",
    subcommands = {TrainCommand.Demonstration.class})
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
    long seed = 1;

    @Override
    public Integer call() throws Exception {
      DemonstrationRecipe.run(out, seed);
      return 0;
    }
  }
}
