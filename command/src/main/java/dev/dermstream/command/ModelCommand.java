package dev.dermstream.command;

import dev.dermstream.node.model.ModelRun;
import dev.dermstream.trainer.onnx.ModelImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream model}: makes checkpoints servable and runs a model directory once. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Imports and runs models.",
    subcommands = {ModelCommand.Import.class, ModelCommand.Run.class})
final class ModelCommand {
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Writes a servable model directory from a Hugging Face checkpoint of the Idefics3/SmolVLM",
        "family (config.json, model.safetensors) and, if given, a LoRA adapter in PEFT format."
      })
  static final class Import implements Callable<Integer> {
    @Option(
        names = "--checkpoint",
        required = true,
        paramLabel = "DIR",
        description = "Checkpoint.")
    Path checkpoint = Path.of("");

    @Option(
        names = "--adapter",
        paramLabel = "DIR",
        description = "PEFT adapter; the first becomes adapter 1. May be given several times.")
    List<Path> adapters = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
    Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
      ModelImport.run(checkpoint, adapters, out);
      System.out.println("Imported " + checkpoint + " to " + out);
      return 0;
    }
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = {
        "Runs a model directory on tensors: takes pixel_values and input_ids, writes",
        "vision_last_hidden_state, connector_output, logits, greedy_ids and, with an adapter,",
        "adapter_logits."
      })
  static final class Run implements Callable<Integer> {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "DIR",
        description = "Model directory.")
    Path model = Path.of("");

    @Option(
        names = "--inputs",
        required = true,
        paramLabel = "IN.safetensors",
        description = "Inputs.")
    Path inputs = Path.of("");

    @Option(
        names = "--out",
        required = true,
        paramLabel = "OUT.safetensors",
        description = "Outputs.")
    Path out = Path.of("");

    @Override
    public Integer call() throws Exception {
      ModelRun.run(model, inputs, out);
      System.out.println("Wrote " + out);
      return 0;
    }
  }
}
