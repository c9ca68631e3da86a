package dev.dermstream.platform.lora;

import dev.dermstream.platform.safetensors.InvalidCheckpointException;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.platform.safetensors.TensorCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
public record LoraCheckpoint(LoraConfig config, Map<String, LoraPair> pairs) {
  private static final String PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  /**
   * Reads an adapter and checks it against its base.
   *
   * @param base names and shapes of the base's weights that may be adapted
   * @throws InvalidCheckpointException if a tensor is missing, unknown, of another shape, holds a
   *     value that is no finite number, or adapts a layer that the base does not have
   * @throws IOException if a file is missing, unreadable or damaged
   */
  public static LoraCheckpoint read(Path directory, Map<String, long[]> base) throws IOException {
    return of(LoraFiles.read(directory), base);
  }

  /** As {@link #read}, of files that were read before. */
  public static LoraCheckpoint of(LoraFiles files, Map<String, long[]> base) throws IOException {
    LoraConfig config =
        LoraConfig.parse(
            files.directory().resolve(LoraConfig.FILE).toString(),
            new String(files.config(), StandardCharsets.UTF_8));
    Map<String, Tensor> found =
        Safetensors.read(
            files.directory().resolve(LoraFiles.WEIGHTS_FILE).toString(),
            ByteBuffer.wrap(files.weights()));
    List<String> problems = problems(found, config.rank(), base);
    if (!problems.isEmpty()) {
      throw new InvalidCheckpointException(
          "The adapter in " + files.directory() + " does not fit this base", problems);
    }
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    for (String module : modules(found)) {
      pairs.put(
          module,
          new LoraPair(
              Objects.requireNonNull(found.get(PREFIX + module + A)),
              Objects.requireNonNull(found.get(PREFIX + module + B))));
    }
    return new LoraCheckpoint(config, pairs);
  }

  /** The same adapter in half precision, as the base's weights are kept. */
  public LoraCheckpoint inHalves() {
    Map<String, LoraPair> halves = new LinkedHashMap<>();
    pairs.forEach((module, pair) -> halves.put(module, pair.inHalves()));
    return new LoraCheckpoint(config, halves);
  }

  /** Writes both files into an existing directory. */
  public void write(Path directory) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    pairs.forEach((module, pair) -> {
      tensors.put(PREFIX + module + A, pair.a());
      tensors.put(PREFIX + module + B, pair.b());
    });
    config.write(directory.resolve(LoraConfig.FILE));
    Safetensors.write(directory.resolve(LoraFiles.WEIGHTS_FILE), tensors);
  }

  /** The layers that the target modules name, in the order of the base. */
  public static List<String> targets(Map<String, long[]> base, String under, List<String> targets) {
    return base.keySet().stream()
        .filter(name -> name.startsWith(under) && name.endsWith(".weight"))
        .map(name -> name.substring(0, name.length() - ".weight".length()))
        .filter(module -> targets.contains(module.substring(module.lastIndexOf('.') + 1)))
        .toList();
  }

  private static List<String> problems(
      Map<String, Tensor> found, int rank, Map<String, long[]> base) {
    if (found.isEmpty()) {
      return List.of("the adapter holds no tensors");
    }
    Map<String, long[]> needed = shapes(modules(found), rank, base);
    List<String> problems = new ArrayList<>(TensorCheck.problems(needed, found, name -> false));
    if (problems.isEmpty()) {
      problems.addAll(TensorCheck.notFinite(found));
    }
    return problems;
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
