package dev.dermstream.trainer.finetune.base;

import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A base model whose weights never change. Threads may share it; close frees weights and tokenizer.
 */
public final class BaseModel implements AutoCloseable {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";

  private final Idefics3Config config;
  private final EagerParameters parameters;
  private final ReleaseTokenizer codec;
  private final ImagePreprocessor preprocessor;
  private final String digest;

  private BaseModel(
      Idefics3Config config,
      EagerParameters parameters,
      ReleaseTokenizer codec,
      ImagePreprocessor preprocessor,
      String digest) {
    this.config = config;
    this.parameters = parameters;
    this.codec = codec;
    this.preprocessor = preprocessor;
    this.digest = digest;
  }

  /**
   * Reads a Hugging Face folder.
   *
   * @param bits that weights are held with
   * @throws IOException naming the file, and the tensor or token that is missing, unknown or wrong
   */
  public static BaseModel read(Path folder, int bits) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(folder);
    ImagePreprocessor preprocessor = ImagePreprocessor.read(existing(folder, PREPROCESSOR));
    Path tokenizer = existing(folder, TOKENIZER);
    ReleaseTokenizer codec =
        ReleaseTokenizer.read(tokenizer, checkpoint.config().text().vocabSize());
    try {
      TokenizerCheck.require(tokenizer, codec, checkpoint.config());
      return new BaseModel(
          checkpoint.config(),
          weights(checkpoint, bits),
          codec,
          preprocessor,
          FileDigest.of(folder.resolve(Checkpoint.WEIGHTS_FILE)));
    } catch (IOException | RuntimeException e) {
      codec.close();
      throw e;
    }
  }

  private static EagerParameters weights(Checkpoint checkpoint, int bits) throws IOException {
    if (bits != Float.SIZE) {
      throw new FineTuneException(
          "the recipe holds the base with %d bits, which this build does not compute with; base-bits = 32 does"
              .formatted(bits));
    }
    return EagerParameters.of(checkpoint.tensors());
  }

  private static Path existing(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new FineTuneException("There is no " + name + " in " + folder);
    }
    return file;
  }

  public Idefics3Config config() {
    return config;
  }

  public EagerParameters parameters() {
    return parameters;
  }

  public ReleaseTokenizer codec() {
    return codec;
  }

  public ImagePreprocessor preprocessor() {
    return preprocessor;
  }

  /** SHA-256 of {@code model.safetensors}. */
  public String digest() {
    return digest;
  }

  /** Number of its weights. */
  public long size() {
    return parameters.arrays().values().stream().mapToLong(array -> array.size()).sum();
  }

  @Override
  public void close() {
    parameters.close();
    codec.close();
  }
}
