package dev.dermstream.trainer.evaluation.encoder;

import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Which encoder the text decoder of a checkpoint is, whatever runs it. The digest is that of {@code
 * sha256sum config.json model.safetensors tokenizer.json | sha256sum}.
 */
public final class CheckpointIdentity {
  /** What determines the embeddings. */
  public static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json");

  private CheckpointIdentity() {}

  /**
   * The identity.
   *
   * @param model directory with {@link #FILES}
   * @param name for a person
   */
  public static TextEncoder.Identity of(Path model, String name) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String file : FILES) {
      sums.append("%s  %s\n".formatted(Sha256.hex(model.resolve(file)), file));
    }
    return new TextEncoder.Identity(
        name, Sha256.hex(sums.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
