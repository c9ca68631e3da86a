package dev.dermstream.node.engine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What serving needs of {@code config.json} and {@code generation_config.json}.
 *
 * @param imageTokenId the placeholder that image features replace
 * @param endTokenIds tokens that end an answer; may be empty
 * @param contextTokens most tokens of prompt and answer together
 * @param keyValueHeads heads of the key/value cache
 * @param headDimension size of one head
 */
public record ModelConfig(
    int imageTokenId,
    Set<Integer> endTokenIds,
    int contextTokens,
    int keyValueHeads,
    int headDimension) {
  static final String FILE_NAME = "config.json";
  static final String GENERATION_FILE_NAME = "generation_config.json";
  private static final String EOS = "eos_token_id";

  public ModelConfig {
    endTokenIds = Set.copyOf(endTokenIds);
  }

  static ModelConfig read(Path directory) throws IOException {
    JsonObject config = object(directory.resolve(FILE_NAME));
    Path generation = directory.resolve(GENERATION_FILE_NAME);
    try {
      JsonObject text = config.getAsJsonObject("text_config");
      if (text == null) {
        throw new IOException(directory.resolve(FILE_NAME) + ": text_config is missing");
      }
      Set<Integer> ends = new TreeSet<>();
      addIds(config.get(EOS), ends);
      addIds(text.get(EOS), ends);
      if (Files.exists(generation)) {
        addIds(object(generation).get(EOS), ends);
      }
      int heads = integer(directory, text, "num_attention_heads");
      return new ModelConfig(
          integer(
              directory,
              config,
              config.has("image_token_id") ? "image_token_id" : "image_token_index"),
          ends,
          integer(directory, text, "max_position_embeddings"),
          text.has("num_key_value_heads") ? integer(directory, text, "num_key_value_heads") : heads,
          text.has("head_dim")
              ? integer(directory, text, "head_dim")
              : integer(directory, text, "hidden_size") / heads);
    } catch (ClassCastException | IllegalStateException | NumberFormatException e) {
      throw new IOException(directory + ": a value of the configuration has a wrong type", e);
    }
  }

  /** One id, a list of ids, or nothing. */
  private static void addIds(@Nullable JsonElement ids, Set<Integer> into) {
    if (ids instanceof JsonArray list) {
      list.forEach(id -> into.add(id.getAsInt()));
    } else if (ids != null && !ids.isJsonNull()) {
      into.add(ids.getAsInt());
    }
  }

  private static int integer(Path directory, JsonObject json, String name) throws IOException {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      throw new IOException(directory.resolve(FILE_NAME) + ": " + name + " is missing");
    }
    return value.getAsInt();
  }

  private static JsonObject object(Path file) throws IOException {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(file + ": not a JSON object", e);
    }
  }
}
