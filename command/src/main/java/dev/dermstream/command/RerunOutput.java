package dev.dermstream.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.command.RerunComparison.Field;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison for a person, or for another program. */
final class RerunOutput {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final int MOST_COLUMNS = 32;

  private final CheckedRecord record;
  private final Path file;
  private final RerunComparison comparison;

  RerunOutput(CheckedRecord record, Path file, RerunComparison comparison) {
    this.record = record;
    this.file = file;
    this.comparison = comparison;
  }

  void print(PrintWriter out) {
    ImageRecord image = record.image();
    out.printf(
        "Record %s of %s, request %s, %s%n",
        record.place(), image.at(), image.requestId(), image.method());
    out.printf("Image %s, SHA-256 %s%n%n", file, image.image());
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"FIELD", "RECORDED", "NOW", "SAME"});
    comparison.fields().forEach(field -> lines.add(cells(field)));
    for (String[] line : lines) {
      for (int column = 0; column < line.length - 1; column++) {
        out.print(Table.column(line[column], width(lines, column)));
      }
      out.println(line[line.length - 1]);
    }
    out.println();
    remarks().forEach(out::println);
    out.println(verdict());
  }

  private static String[] cells(Field field) {
    return field.same()
        ? new String[] {field.name(), cut(field.recorded()), cut(field.now()), "yes"}
        : new String[] {
          field.name(), field.recorded(), field.now(), field.counts() ? "NO" : "no, not counted"
        };
  }

  /** Of two that are equal the beginnings are. */
  private static String cut(String text) {
    return text.length() <= MOST_COLUMNS ? text : text.substring(0, MOST_COLUMNS - 3) + "...";
  }

  private static int width(List<String[]> lines, int column) {
    return 2 + lines.stream().mapToInt(line -> line[column].length()).reduce(0, Math::max);
  }

  private String verdict() {
    if (comparison.same()) {
      return "The answer is the same.";
    }
    return comparison.sameButForScores()
        ? "The answer is NOT the same to the last digit; outcome, labels and regions are."
        : "The answer is NOT the same.";
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
    if (!comparison.same("engine")) {
      remarks.add("Another engine computed it: last digits of scores may differ by that alone.");
    }
    if (!comparison.same("adapter")) {
      remarks.add(
          "Another adapter answered: the recorded one is not of the release, or is covered by one"
              + " that is loaded beside it.");
    }
    if (!comparison.same("model_label")) {
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
    json.addProperty("same_but_for_scores", comparison.sameButForScores());
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
