package dev.dermstream.batch.archive;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list in JSON lines: objects with {@code path}, {@code name} or {@code file}, and perhaps {@code
 * sha256} and {@code bytes}; or strings, which are paths.
 */
final class JsonManifest implements ManifestReader {
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private final ManifestLines lines;

  JsonManifest(ManifestLines lines) {
    this.lines = lines;
  }

  @Override
  public @Nullable ManifestItem next() throws IOException {
    ManifestLines.Line line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    return line == null ? null : item(line);
  }

  private static ManifestItem item(ManifestLines.Line line) {
    try {
      JsonElement said = GSON.fromJson(line.text(), JsonElement.class);
      if (said instanceof JsonObject object) {
        String path =
            Stream.of("path", "name", "file")
                .filter(object::has)
                .findFirst()
                .map(key -> object.get(key).getAsString())
                .orElse(null);
        return ManifestItem.of(line.number(), path, text(object, "sha256"), text(object, "bytes"));
      }
      return said == null || !said.isJsonPrimitive() || !said.getAsJsonPrimitive().isString()
          ? ManifestItem.broken(line.number())
          : ManifestItem.of(line.number(), said.getAsString(), "", "");
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException _) {
      return ManifestItem.broken(line.number());
    }
  }

  private static String text(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
