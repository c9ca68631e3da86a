package dev.dermstream.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.command.ScreeningClient.Given;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.v1.Report;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of a system beside those of the data set, as lines of {@code texts.jsonl}: summaries
 * beside descriptions, records beside fields, answers beside answers. What the system left unsaid
 * is an empty text.
 */
final class ServedTexts {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** Of the fields in data sets. */
  private static final String FIELD_LANGUAGE = "en";

  private ServedTexts() {}

  /**
   * The lines of images that were reported on.
   *
   * @param language {@code en} or {@code ko}
   * @param records whether the profile is known to write records; else it is if any answer is one
   */
  static List<String> lines(List<ServedRow> rows, String language, boolean records) {
    boolean fields =
        language.equals(FIELD_LANGUAGE)
            && (records || rows.stream().anyMatch(ServedTexts::isRecord));
    List<String> lines = new ArrayList<>();
    for (ServedRow served : rows) {
      if (ServedResults.reported(served.screened())
          && served.screened() instanceof Reported(var file, Report report)) {
        String description = served.row().descriptions().get(language);
        if (description != null) {
          lines.add(
              GSON.toJson(line(served, "summary", language, description, report.getSummary())));
        }
        if (fields && !served.row().fields().isEmpty()) {
          String wanted = GSON.toJson(served.row().fields());
          lines.add(GSON.toJson(line(served, "fields", language, wanted, record(report))));
        }
        for (ServedRow.Asked asked : served.asked()) {
          if (asked.outcome() instanceof Given<SaidAnswer>(SaidAnswer answer)) {
            lines.add(GSON.toJson(answer(served, language, asked, answer)));
          }
        }
      }
    }
    return lines;
  }

  private static boolean isRecord(ServedRow served) {
    return served.screened() instanceof Reported(var file, Report report)
        && report.getRecordFieldsCount() > 0;
  }

  /** The record as the model wrote it; nothing where it was none. */
  private static String record(Report report) {
    if (report.getRecordFieldsCount() == 0) {
      return "";
    }
    JsonObject record = new JsonObject();
    report
        .getRecordFieldsList()
        .forEach(field -> record.addProperty(field.getName(), field.getValue()));
    if (!report.getSummary().isEmpty()) {
      record.addProperty("summary", report.getSummary());
    }
    return GSON.toJson(record);
  }

  private static JsonObject answer(
      ServedRow served, String language, ServedRow.Asked asked, SaidAnswer answer) {
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
