package dev.dermstream.trainer.checkpoint;

import dev.dermstream.platform.safetensors.InvalidCheckpointException;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.platform.safetensors.TensorCheck;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A whole model: its configuration and every weight that the configuration implies.
 *
 * @param tensors by Hugging Face name; F32, F16 or BF16
 */
public record Checkpoint(Idefics3Config config, Map<String, Tensor> tensors) {
  public static final String CONFIG_FILE = "config.json";
  public static final String WEIGHTS_FILE = "model.safetensors";

  private static final String SHARD_INDEX = "model.safetensors.index.json";

  /**
   * Reads and checks a directory. Where embeddings are tied, an {@code lm_head.weight} is not
   * needed and not read; saved rotary frequencies of older checkpoints are computed here instead.
   *
   * @throws InvalidCheckpointException if a tensor is missing, unknown, or of another shape or type
   * @throws IOException if a file is missing, unreadable or damaged
   */
  public static Checkpoint read(Path directory) throws IOException {
    Idefics3Config config = Idefics3Config.read(existing(directory, CONFIG_FILE));
    Path file = existing(directory, WEIGHTS_FILE);
    Map<String, Tensor> found = Safetensors.read(file);
    Map<String, long[]> needed = ParameterShapes.of(config);
    List<String> problems = TensorCheck.problems(needed, found, Checkpoint::isDerived);
    if (!problems.isEmpty()) {
      throw new InvalidCheckpointException(file + " cannot be used", problems);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    needed.keySet().forEach(name -> tensors.put(name, Objects.requireNonNull(found.get(name))));
    return new Checkpoint(config, tensors);
  }

  /** Writes the weights of a model as {@code model.safetensors}, whole or not at all. */
  public static void writeWeights(Path directory, Map<String, Tensor> tensors) throws IOException {
    Safetensors.write(directory.resolve(WEIGHTS_FILE), tensors);
  }

  private static boolean isDerived(String name) {
    return name.equals(ParameterShapes.LM_HEAD + ".weight") || name.endsWith(".inv_freq");
  }

  private static Path existing(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    if (name.equals(WEIGHTS_FILE) && Files.exists(directory.resolve(SHARD_INDEX))) {
      throw new IOException(
          "The weights in %s are split into several files; merge them into one %s first"
              .formatted(directory, WEIGHTS_FILE));
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("There is no " + name + " in " + directory);
    }
    return file;
  }
}
