package dev.dermstream.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.command.RerunComparison.Field;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison for a person, or for another program. */
final class RerunOutput {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final int FIELD_COLUMNS = 14;
  private static final int FEWEST_COLUMNS = 10;

  private final CheckedRecord record;
  private final Path file;
  private final RerunComparison comparison;

  RerunOutput(CheckedRecord record, Path file, RerunComparison comparison) {
    this.record = record;
    this.file = file;
    this.comparison = comparison;
  }

  void print(PrintStream out) {
    ImageRecord image = record.image();
    out.printf(
        "Record %s of %s, request %s, %s%n",
        record.place(), image.at(), image.requestId(), image.method());
    out.printf("Image %s, SHA-256 %s%n%n", file, image.image());
    int recorded = width(comparison.fields().stream().map(Field::recorded).toList());
    int now = width(comparison.fields().stream().map(Field::now).toList());
    line(out, "FIELD", "RECORDED", recorded, "NOW", now, "SAME");
    for (Field field : comparison.fields()) {
      String same = field.same() ? "yes" : field.counts() ? "NO" : "no, does not count";
      line(out, field.name(), field.recorded(), recorded, field.now(), now, same);
    }
    out.println();
    remarks().forEach(out::println);
    out.println(comparison.same() ? "The answer is the same." : "The answer is NOT the same.");
  }

  private static int width(List<String> texts) {
    return 2 + texts.stream().mapToInt(String::length).reduce(FEWEST_COLUMNS, Math::max);
  }

  private static void line(
      PrintStream out,
      String field,
      String recorded,
      int width,
      String now,
      int nowWidth,
      String same) {
    out.println(
        Table.column(field, FIELD_COLUMNS)
            + Table.column(recorded, width)
            + Table.column(now, nowWidth)
            + same);
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (comparison.largestDifference() > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "The largest difference of a score is %s percentage points.",
              comparison.largestDifference()));
    }
    if (!comparison.field("engine").same()) {
      remarks.add("Another engine computed it: last digits of scores may differ by that alone.");
    }
    if (!comparison.field("adapter").same()) {
      remarks.add(
          "Another adapter answered: the recorded one is not of the release, or is covered by one"
              + " that is loaded beside it.");
    }
    if (!comparison.field("model_label").same()) {
      remarks.add(
          "The model's label is read from its text, whose language is not recorded: try the other"
              + " with --lang.");
    }
    if (!record.findings().isEmpty()) {
      remarks.add(
          "The chain of the record is not as it was written elsewhere (%d findings), the first: %s"
              .formatted(record.findings().size(), record.findings().getFirst()));
    }
    return remarks;
  }

  /** One object on one line. */
  String json() {
    ImageRecord image = record.image();
    JsonObject json = new JsonObject();
    json.addProperty("record", record.place());
    json.addProperty("at", image.at().toString());
    json.addProperty("request", image.requestId());
    json.addProperty("method", image.method());
    json.addProperty("file", file.toString());
    json.addProperty("image", image.image());
    json.addProperty("same", comparison.same());
    json.addProperty("largest_difference", comparison.largestDifference());
    json.add("fields", fields());
    JsonArray remarks = new JsonArray();
    remarks().forEach(remarks::add);
    json.add("remarks", remarks);
    JsonArray findings = new JsonArray();
    record.findings().forEach(finding -> findings.add(finding.toString()));
    json.add("findings", findings);
    return GSON.toJson(json);
  }

  private JsonArray fields() {
    JsonArray fields = new JsonArray();
    for (Field field : comparison.fields()) {
      JsonObject each = new JsonObject();
      each.addProperty("field", field.name());
      each.addProperty("recorded", field.recorded());
      each.addProperty("now", field.now());
      each.addProperty("same", field.same());
      each.addProperty("counts", field.counts());
      fields.add(each);
    }
    return fields;
  }
}
