package dev.dermstream.trainer.recipe.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The {@code tokenizer.json} of a model, read by the library that the server reads it with. */
public final class ReleaseTokenizer implements TextCodec, AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final int size;

  private ReleaseTokenizer(HuggingFaceTokenizer tokenizer, int size) {
    this.tokenizer = tokenizer;
    this.size = size;
  }

  /**
   * Reads the file.
   *
   * @param size number of ids that it holds
   */
  public static ReleaseTokenizer read(Path file, int size) throws IOException {
    return new ReleaseTokenizer(
        HuggingFaceTokenizer.newInstance(
            file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")),
        size);
  }

  @Override
  public int[] encode(String text) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Override
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public int idOf(String token) {
    int[] ids = encode(token);
    if (ids.length != 1) {
      throw new IllegalArgumentException("%s is not one token but %d".formatted(token, ids.length));
    }
    return ids[0];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
