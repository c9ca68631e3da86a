package dev.dermstream.node.generate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a {@code tokenizer.json} that are recognised as a whole inside a text, such as
 * {@code <image>}: a text that holds one of them says something to the model that no words can.
 *
 * @param contents spelling by id
 * @param byteLevel whether every token stands for the same bytes wherever it stands
 */
record Vocabulary(Map<Integer, String> contents, boolean byteLevel) {
  Vocabulary {
    contents = Map.copyOf(contents);
  }

  static Vocabulary read(Path tokenizer) throws IOException {
    Map<Integer, String> contents = new HashMap<>();
    try {
      JsonObject json = JsonParser.parseString(Files.readString(tokenizer)).getAsJsonObject();
      JsonElement added = json.get("added_tokens");
      if (added != null) {
        for (JsonElement each : added.getAsJsonArray()) {
          JsonObject token = each.getAsJsonObject();
          contents.put(token.get("id").getAsInt(), token.get("content").getAsString());
        }
      }
      return new Vocabulary(contents, isByteLevel(json.get("decoder")));
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      throw new IOException(tokenizer + ": not a tokenizer.json", e);
    }
  }

  private static boolean isByteLevel(@Nullable JsonElement decoder) {
    return decoder instanceof JsonObject object
        && "ByteLevel".equals(object.get("type").getAsString());
  }

  boolean isReserved(long id) {
    return contents.containsKey((int) id);
  }

  /** The spelling of a token, or null if it is not recognised inside a text. */
  @Nullable String spelling(int id) {
    return contents.get(id);
  }
}
