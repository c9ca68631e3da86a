package dev.dermstream.command;

import dev.dermstream.node.model.ModelRun;
import dev.dermstream.trainer.onnx.AdapterInputs;
import dev.dermstream.trainer.onnx.ModelImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
        "Writes a servable model directory from a Hugging Face checkpoint of the "
            + "Idefics3/SmolVLM family (config.json, model.safetensors) and, if given, a LoRA "
            + "adapter in PEFT format.",
        "Adapters become a part of the model (--adapter), or the model is made so that a node "
            + "loads, replaces and unloads them while it serves (--adapter-targets; "
            + "docs/adapters.md)."
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
        description =
            "PEFT adapter that becomes a part of the model; the first is adapter 1. May be "
                + "given several times.")
    List<Path> adapters = List.of();

    @Option(
        names = "--adapter-targets",
        split = ",",
        paramLabel = "LAYER",
        description = {
          "Makes a model whose adapters a node loads while it serves. LAYER: what they may "
              + "change, separated by commas, of q_proj, k_proj, v_proj, o_proj, gate_proj, "
              + "up_proj, down_proj;",
          "or all. Every layer costs a little at every token, with an adapter or without."
        })
    List<String> adapterTargets = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
    Path out = Path.of("");

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      if (adapterTargets.isEmpty()) {
        ModelImport.run(checkpoint, adapters, out);
      } else {
        ModelImport.run(checkpoint, adapterInputs(), out);
      }
      System.out.println("Imported " + checkpoint + " to " + out);
      return 0;
    }

    private AdapterInputs adapterInputs() {
      if (!adapters.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "--adapter makes adapters a part of the model, --adapter-targets leaves them outside;"
                + " give one of the two");
      }
      try {
        return new AdapterInputs(
            adapterTargets.equals(List.of("all")) ? AdapterInputs.ALL_TARGETS : adapterTargets);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
    }
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description =
          "Runs a model directory on tensors: takes pixel_values and input_ids, writes "
              + "vision_last_hidden_state, connector_output, logits, greedy_ids and, with an "
              + "adapter, adapter_logits.")
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
