package dev.dermstream.trainer.evaluation;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The files of an evaluation: {@code metrics.json} and the tables. */
public final class EvaluationFiles {
  public static final String METRICS = "metrics.json";

  private EvaluationFiles() {}

  /**
   * Writes a new folder.
   *
   * @param out new or empty
   * @param parts one, whose figures are the file's own, or several, each under its key
   * @return the headline figures, for a person
   */
  public static String write(ResultFolder out, List<EvaluationPart> parts) throws IOException {
    out.fill(folder -> write(folder, metrics(parts), parts));
    return summary(parts);
  }

  /** Writes into a folder that is there. */
  public static void write(Path folder, JsonObject metrics, List<EvaluationPart> parts)
      throws IOException {
    Files.writeString(folder.resolve(METRICS), ResultJson.text(metrics));
    for (EvaluationPart part : parts) {
      Files.writeString(folder.resolve(part.tableFile()), part.table());
    }
  }

  /** One part's figures, or those of several by their keys. */
  public static JsonObject metrics(List<EvaluationPart> parts) {
    if (parts.size() == 1) {
      return parts.getFirst().metrics();
    }
    JsonObject metrics = new JsonObject();
    parts.forEach(part -> metrics.add(part.key(), part.metrics()));
    return metrics;
  }

  /** The headline figures of all, for a person. */
  public static String summary(List<EvaluationPart> parts) {
    return parts.stream().map(EvaluationPart::summary).collect(Collectors.joining("\n"));
  }
}
