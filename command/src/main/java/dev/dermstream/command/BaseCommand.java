package dev.dermstream.command;

import dev.dermstream.trainer.recipe.BaseConfig;
import dev.dermstream.trainer.recipe.BaseRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream train base}: makes the model that adapters are trained on. */
@Command(
    name = "base",
    mixinStandardHelpOptions = true,
    description = {
      "Draws pictures of all sets and trains the base model that adapters are trained on: it "
          + "embeds, describes and answers questions about features, and knows no task.",
      "Writes a Hugging Face model directory with ONNX graphs and training.json. Not for "
          + "clinical use."
    })
final class BaseCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
  Path out = Path.of("");

  @Option(names = "--seed", description = "Seed of everything. Default: ${DEFAULT-VALUE}.")
  long seed = BaseConfig.DEFAULT_SEED;

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
    String command = "./dermstream train base --out DIR --seed " + seed;
    new BaseRecipe(BaseConfig.demonstration(seed), checkpoints, resume).make(out, command);
    System.out.println("Base model in " + out);
    System.out.println(Files.readString(out.resolve("training.json")));
    return 0;
  }
}
