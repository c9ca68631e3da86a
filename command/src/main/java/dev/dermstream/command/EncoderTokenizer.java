package dev.dermstream.command;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.dermstream.node.engine.OfflineEngine;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The {@code tokenizer.json} of an encoder, with the special tokens that it adds. Texts are cut at
 * what {@code tokenizer_config.json} or {@code config.json} beside it say, else at 512 tokens.
 */
final class EncoderTokenizer implements AutoCloseable {
  private static final int USUAL_LENGTH = 512;

  /** Exporters write a number beyond all lengths where they know none. */
  private static final long NO_LENGTH = 1_000_000;

  private final HuggingFaceTokenizer tokenizer;

  private EncoderTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Reads the folder's files. */
  static EncoderTokenizer read(Path directory) throws IOException {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw new IOException("There is no tokenizer.json in " + directory);
    }
    OfflineEngine.prepare();
    long length =
        Math.min(
            number(directory.resolve("tokenizer_config.json"), "model_max_length")
                .orElse(NO_LENGTH),
            number(directory.resolve("config.json"), "max_position_embeddings").orElse(NO_LENGTH));
    try {
      int longest = length >= NO_LENGTH ? USUAL_LENGTH : Math.toIntExact(length);
      return new EncoderTokenizer(
          // As an argument, because without it the library takes 512 for the most.
          HuggingFaceTokenizer.builder(Map.of("modelMaxLength", Integer.toString(longest)))
              .optTokenizerPath(file)
              .optAddSpecialTokens(true)
              .optPadding(false)
              .optTruncation(true)
              .optMaxLength(longest)
              .build());
    } catch (RuntimeException e) {
      throw new IOException(file + ": no tokenizer: " + e.getMessage(), e);
    }
  }

  /** Where the text part of a model of pictures and texts has its own configuration, that. */
  private static OptionalLong number(Path file, String key) throws IOException {
    if (!Files.isRegularFile(file)) {
      return OptionalLong.empty();
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      JsonObject text = json.get("text_config") instanceof JsonObject part ? part : json;
      JsonElement value = text.get(key);
      return value == null || !value.isJsonPrimitive()
          ? OptionalLong.empty()
          : OptionalLong.of(Math.clamp((long) value.getAsDouble(), 1, NO_LENGTH));
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new IOException(file + ": no valid JSON of numbers", e);
    }
  }

  Tokens tokens(String text) {
    Encoding encoding = tokenizer.encode(text, true, false);
    long[] mask = encoding.getSpecialTokenMask();
    boolean[] special = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      special[i] = mask[i] != 0;
    }
    return new Tokens(encoding.getIds(), special, encoding.exceedMaxLength());
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
