package dev.dermstream.trainer.finetune.answer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.recipe.data.ReportText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was written, as lines that texts are judged by, and how far its form was kept. */
final class WrittenAnswers {
  private final Recipe recipe;
  private final LabelSet labels;
  private final List<TextLine> lines = new ArrayList<>();
  private int forms;
  private int kept;
  private int reports;
  private int rightLabels;

  WrittenAnswers(Recipe recipe, LabelSet labels) {
    this.recipe = recipe;
    this.labels = labels;
  }

  void add(Asked asked, String text) {
    switch (asked.form()) {
      case REPORT -> report(asked, text);
      case FIELDS -> fields(asked, text);
      case QUESTIONS, CAPTION, CLASS_NAME, CLASS_NUMBER, CHOICE ->
          lines.add(line(asked, asked.reference(), text, null));
    }
  }

  private void report(Asked asked, String text) {
    Optional<ReportText> report = ReportText.parse(text);
    forms++;
    reports++;
    kept += report.isPresent() ? 1 : 0;
    int code = labels.codeOf(asked.picture().row());
    rightLabels +=
        report.isPresent() && report.get().label().idCode() == labels.labels().get(code).idCode()
            ? 1
            : 0;
    lines.add(line(asked, asked.reference(), report.map(ReportText::summary).orElse(text), null));
  }

  private void fields(Asked asked, String text) {
    Optional<JsonObject> record = object(text);
    forms++;
    kept += record.isPresent() ? 1 : 0;
    for (String field : recipe.answers().fields()) {
      String reference = asked.picture().row().fields().get(field);
      if (reference != null) {
        String candidate = record.map(object -> value(object, field)).orElse("");
        lines.add(line(asked, reference, candidate, field));
      }
    }
  }

  private static Optional<JsonObject> object(String text) {
    try {
      JsonElement element = JsonParser.parseString(text);
      return element.isJsonObject() ? Optional.of(element.getAsJsonObject()) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static String value(JsonObject object, String field) {
    JsonElement value = object.get(field);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  private TextLine line(Asked asked, String reference, String candidate, @Nullable String field) {
    ManifestRow row = asked.picture().row();
    return new TextLine(
        row.identifier(),
        reference,
        candidate,
        known(recipe.data().groupOf(row)),
        known(row.modality()),
        asked.form() == AnswerForm.QUESTIONS ? asked.prompt() : null,
        asked.distractors().isEmpty() ? null : asked.distractors(),
        field,
        asked.language());
  }

  private static @Nullable String known(String text) {
    return text.isEmpty() ? null : text;
  }

  List<TextLine> lines() {
    return List.copyOf(lines);
  }

  /** Shares of the answers that have a form; empty if none has. */
  JsonObject figures() {
    JsonObject json = new JsonObject();
    if (forms > 0) {
      json.addProperty("answers", forms);
      json.addProperty("well_formed", (double) kept / forms);
    }
    if (reports > 0) {
      json.addProperty("label_accuracy", (double) rightLabels / reports);
    }
    return json;
  }
}
