package dev.dermstream.trainer.evaluation;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Figures that scikit-learn and sacrebleu computed. */
public final class GoldenMetrics {
  private GoldenMetrics() {}

  /** A file of theirs. */
  public static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(GoldenMetrics.class.getResource("/golden/metrics/" + name))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of JSON, theirs or ours. */
  public static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
