package dev.dermstream.trainer.finetune.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerTextEncoder;
import dev.dermstream.trainer.evaluation.encoder.CheckpointIdentity;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.model.Adapter;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A base model whose weights never change. Threads may share it; close frees weights and tokenizer.
 */
public final class BaseModel implements AutoCloseable {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";

  private final Idefics3Config config;
  private final BaseWeights weights;
  private final long size;
  private final Path folder;
  private final ReleaseTokenizer codec;
  private final ImagePreprocessor preprocessor;
  private final String digest;

  private BaseModel(
      Path folder,
      Idefics3Config config,
      BaseWeights weights,
      ReleaseTokenizer codec,
      ImagePreprocessor preprocessor,
      String digest) {
    this.config = config;
    this.folder = folder;
    this.weights = weights;
    this.size =
        ParameterShapes.of(config).values().stream()
            .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
            .sum();
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
    String digest = Sha256.hex(folder.resolve(Checkpoint.WEIGHTS_FILE));
    ReleaseTokenizer codec =
        ReleaseTokenizer.read(tokenizer, checkpoint.config().text().vocabSize());
    try {
      TokenizerCheck.require(tokenizer, codec, checkpoint.config());
      return new BaseModel(
          folder,
          checkpoint.config(),
          BaseWeights.of(checkpoint, bits),
          codec,
          preprocessor,
          digest);
    } catch (IOException | RuntimeException e) {
      codec.close();
      throw e;
    }
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

  /** The model without an adapter. */
  public EagerModel model() {
    return model(Adapter.none());
  }

  /** The model with an adapter, whose parameters are the caller's. */
  public EagerModel model(Adapter<NDArray> adapter) {
    return weights.model(config, adapter);
  }

  /** Parent of the sub-managers of steps. */
  public NDManager manager() {
    return weights.manager();
  }

  /** Its decoder as an encoder of texts. */
  public TextEncoder textEncoder() throws IOException {
    return new EagerTextEncoder(
        CheckpointIdentity.of(folder, "base model, last hidden state"),
        model(),
        manager(),
        config.text().maxPositions(),
        codec::encode);
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
    return size;
  }

  @Override
  public void close() {
    weights.close();
    codec.close();
  }
}
