package dev.dermstream.command;

import dev.dermstream.trainer.evaluation.encoder.CheckpointIdentity;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import dev.dermstream.trainer.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The text decoder of a model of this family as an encoder of texts: its hidden states after the
 * last norm. Every token's embedding knows the tokens before it and none after. The decoder that is
 * served gives no hidden states, so a graph that does is written into a temporary folder, with the
 * same weights.
 */
final class CheckpointTextEncoder implements TextEncoder {
  private static final Logger log = LoggerFactory.getLogger(CheckpointTextEncoder.class);
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  private final Path folder;
  private final OnnxTextEncoder encoder;

  private CheckpointTextEncoder(Path folder, OnnxTextEncoder encoder) {
    this.folder = folder;
    this.encoder = encoder;
  }

  /** Whether a model directory holds what is needed. */
  static boolean isThere(Path model) {
    return CheckpointIdentity.FILES.stream()
        .allMatch(file -> Files.isRegularFile(model.resolve(file)));
  }

  /**
   * Opens a model directory.
   *
   * @param name for a person
   * @throws IOException if the checkpoint is not whole and right
   */
  static CheckpointTextEncoder open(Path model, String name) throws IOException {
    Path folder = Files.createTempDirectory("dermstream-encoder");
    boolean whole = false;
    try {
      // Copies: ONNX Runtime refuses weights behind a link out of the graph's folder.
      for (String file : CheckpointIdentity.FILES) {
        Files.copy(model.resolve(file), folder.resolve(file));
      }
      if (Files.isRegularFile(model.resolve(TOKENIZER_CONFIG))) {
        Files.copy(model.resolve(TOKENIZER_CONFIG), folder.resolve(TOKENIZER_CONFIG));
      }
      Identity identity = CheckpointIdentity.of(folder, name + ", last hidden state");
      OnnxExport.writeTextEncoder(folder);
      CheckpointTextEncoder opened =
          new CheckpointTextEncoder(
              folder,
              OnnxTextEncoder.open(folder.resolve(OnnxExport.TEXT_ENCODER), folder, identity));
      whole = true;
      return opened;
    } finally {
      if (!whole) {
        delete(folder);
      }
    }
  }

  @Override
  public Identity identity() {
    return encoder.identity();
  }

  @Override
  public Tokens tokens(String text) {
    return encoder.tokens(text);
  }

  @Override
  public List<TokenEmbeddings> embed(List<Tokens> texts) throws IOException {
    return encoder.embed(texts);
  }

  @Override
  public void close() {
    encoder.close();
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      log.warn("{} is left behind", folder, e);
    }
  }
}
