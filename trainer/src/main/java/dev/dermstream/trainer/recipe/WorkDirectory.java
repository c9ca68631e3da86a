package dev.dermstream.trainer.recipe;

import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a recipe keeps what each stage gave, so that a later run need not repeat it. Belongs to one
 * configuration: checkpoints of another are not read.
 */
final class WorkDirectory {
  /** What stage 1 gave. */
  static final String CONTRASTIVE = "contrastive";

  /** What stage 2 gave. */
  static final String REPORTS = "reports";

  /** What stage 2 of the base gave. */
  static final String TEXTS = "texts";

  private static final String CONFIG_FILE = "recipe.txt";

  private final Path directory;

  /**
   * Opens a work directory.
   *
   * @param config everything that the outcome depends on, as text
   * @param resume whether checkpoints that lie there are used; otherwise they are deleted
   * @throws IOException if it cannot be written, or holds checkpoints of another recipe and {@code
   *     resume} is asked for
   */
  WorkDirectory(Path directory, String config, boolean resume) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
    Path file = directory.resolve(CONFIG_FILE);
    String text = config + "\n";
    if (resume && Files.exists(file) && !Files.readString(file).equals(text)) {
      throw new IOException(file + ": the checkpoints here are of another recipe");
    }
    if (!resume) {
      Files.deleteIfExists(file(CONTRASTIVE));
      Files.deleteIfExists(file(REPORTS));
      Files.deleteIfExists(file(TEXTS));
    }
    Files.writeString(file, text);
  }

  /** A checkpoint of an earlier run, if there is one. */
  Optional<Map<String, Tensor>> read(String name) throws IOException {
    Path file = file(name);
    return Files.exists(file) ? Optional.of(Safetensors.read(file)) : Optional.empty();
  }

  void write(String name, Map<String, Tensor> tensors) throws IOException {
    Safetensors.write(file(name), tensors);
  }

  private Path file(String name) {
    return directory.resolve(name + ".safetensors");
  }
}
