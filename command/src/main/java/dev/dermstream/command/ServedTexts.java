package dev.dermstream.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.command.ScreeningClient.Answer;
import dev.dermstream.command.ScreeningClient.Given;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.v1.Report;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of a system beside those of the data set, as lines of {@code texts.jsonl}: summaries
 * beside descriptions, answers beside answers. What the system left unsaid is an empty text.
 */
final class ServedTexts {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private ServedTexts() {}

  /**
   * The lines of images that were reported on.
   *
   * @param language {@code en} or {@code ko}
   */
  static List<String> lines(List<ServedRow> rows, String language) {
    List<String> lines = new ArrayList<>();
    for (ServedRow served : rows) {
      if (ServedResults.reported(served.screened())
          && served.screened() instanceof Reported(var file, Report report)) {
        String description = served.row().descriptions().get(language);
        if (description != null) {
          lines.add(
              GSON.toJson(line(served, "summary", language, description, report.getSummary())));
        }
        for (ServedRow.Asked asked : served.asked()) {
          if (asked.outcome() instanceof Given<Answer>(Answer answer)) {
            lines.add(GSON.toJson(answer(served, language, asked, answer)));
          }
        }
      }
    }
    return lines;
  }

  private static JsonObject answer(
      ServedRow served, String language, ServedRow.Asked asked, Answer answer) {
    JsonObject json = line(served, "answer", language, asked.question().answer(), answer.text());
    json.addProperty("question", asked.question().question());
    if (!asked.question().distractors().isEmpty()) {
      json.add("distractors", GSON.toJsonTree(asked.question().distractors()));
    }
    return json;
  }

  private static JsonObject line(
      ServedRow served, String kind, String language, String reference, String candidate) {
    ManifestRow row = served.row();
    JsonObject json = new JsonObject();
    json.addProperty("identifier", row.identifier());
    json.addProperty("kind", kind);
    json.addProperty("language", language);
    json.addProperty("reference", reference);
    json.addProperty("candidate", candidate);
    if (!served.group().isEmpty()) {
      json.addProperty("group", served.group());
    }
    if (!row.modality().isEmpty()) {
      json.addProperty("modality", row.modality());
    }
    return json;
  }
}
