package dev.dermstream.trainer.results;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A row that others published ({@code results/published.json}), its figures as they wrote them.
 * Facts of the papers and the model card that the recipes name as their sources.
 */
final class Published {
  private final JsonObject row;

  private Published(JsonObject row) {
    this.row = row;
  }

  /** The rows of a system, in the order that they were published in. */
  static List<Published> of(String system) throws IOException {
    try (InputStream bytes = Published.class.getResourceAsStream("/results/published.json")) {
      if (bytes == null) {
        throw new IllegalStateException("published.json is not on the class path");
      }
      try (Reader reader = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
        List<Published> rows = new ArrayList<>();
        JsonObject all = JsonParser.parseReader(reader).getAsJsonObject();
        for (JsonElement row : all.getAsJsonArray(system)) {
          rows.add(new Published(row.getAsJsonObject()));
        }
        return rows;
      }
    }
  }

  /** The recipe of this project that stands for it. */
  String recipe() {
    return value("recipe");
  }

  String model() {
    return value("model");
  }

  /** A figure or text; a dash where nothing was published. */
  String value(String key) {
    JsonElement value = row.get(key);
    return value == null ? "-" : value.getAsString();
  }
}
