package dev.dermstream.trainer.checkpoint;

import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A LoRA adapter in PEFT's format: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}.
 *
 * @param pairs by the name of the linear layer in the base, e.g. {@code
 *     model.text_model.layers.0.self_attn.q_proj}
 */
public record LoraCheckpoint(LoraConfig config, Map<String, Pair> pairs) {
  private static final String WEIGHTS_FILE = "adapter_model.safetensors";
  private static final String PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  /** {@code a [r, in]} and {@code b [out, r]}. */
  public record Pair(Tensor a, Tensor b) {}

  /**
   * Reads an adapter and checks it against its base.
   *
   * @param base names and shapes of the base's weights
   * @throws InvalidCheckpointException if a tensor is missing, unknown, of another shape, or adapts
   *     a layer that the base does not have
   * @throws IOException if a file is missing, unreadable or damaged
   */
  public static LoraCheckpoint read(Path directory, Map<String, long[]> base) throws IOException {
    for (String name : List.of(LoraConfig.FILE, WEIGHTS_FILE)) {
      if (!Files.isRegularFile(directory.resolve(name))) {
        throw new IOException("There is no " + name + " in " + directory);
      }
    }
    LoraConfig config = LoraConfig.read(directory.resolve(LoraConfig.FILE));
    Map<String, Tensor> found = Safetensors.read(directory.resolve(WEIGHTS_FILE));
    Map<String, long[]> needed = shapes(modules(found), config.rank(), base);
    List<String> problems = TensorCheck.problems(needed, found, name -> false);
    if (found.isEmpty()) {
      problems.add("the adapter holds no tensors");
    }
    if (!problems.isEmpty()) {
      throw new InvalidCheckpointException(
          "The adapter in " + directory + " does not fit this base", problems);
    }
    Map<String, Pair> pairs = new LinkedHashMap<>();
    for (String module : modules(found)) {
      pairs.put(
          module,
          new Pair(
              Objects.requireNonNull(found.get(PREFIX + module + A)),
              Objects.requireNonNull(found.get(PREFIX + module + B))));
    }
    return new LoraCheckpoint(config, pairs);
  }

  /** Writes both files into an existing directory. */
  public void write(Path directory) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    pairs.forEach((module, pair) -> {
      tensors.put(PREFIX + module + A, pair.a());
      tensors.put(PREFIX + module + B, pair.b());
    });
    config.write(directory.resolve(LoraConfig.FILE));
    Safetensors.write(directory.resolve(WEIGHTS_FILE), tensors);
  }

  /** The layers that the target modules name, in the order of the base. */
  public static List<String> targets(Map<String, long[]> base, String under, List<String> targets) {
    return base.keySet().stream()
        .filter(name -> name.startsWith(under) && name.endsWith(".weight"))
        .map(name -> name.substring(0, name.length() - ".weight".length()))
        .filter(module -> targets.contains(module.substring(module.lastIndexOf('.') + 1)))
        .toList();
  }

  private static TreeSet<String> modules(Map<String, Tensor> found) {
    TreeSet<String> modules = new TreeSet<>();
    for (String name : found.keySet()) {
      if (name.startsWith(PREFIX) && (name.endsWith(A) || name.endsWith(B))) {
        modules.add(name.substring(PREFIX.length(), name.length() - A.length()));
      }
    }
    return modules;
  }

  /** Layers that the base lacks give no shapes, so that their tensors are reported as unknown. */
  private static Map<String, long[]> shapes(
      Iterable<String> modules, int rank, Map<String, long[]> base) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String module : modules) {
      long[] weight = base.get(module + ".weight");
      if (weight != null && weight.length == 2) {
        shapes.put(PREFIX + module + A, new long[] {rank, weight[1]});
        shapes.put(PREFIX + module + B, new long[] {weight[0], rank});
      }
    }
    return shapes;
  }
}
