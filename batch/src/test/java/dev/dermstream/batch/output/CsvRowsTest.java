package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.platform.config.Configuration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CSV as Python reads it. */
class CsvRowsTest extends FileContract {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String READ =
      """
      import csv, json, sys
      csv.field_size_limit(1 << 30)
      with open(sys.argv[1], newline='', encoding='utf-8') as file:
          print(json.dumps(list(csv.DictReader(file, strict=True))))
      """;

  @Override
  String ending() {
    return ".csv";
  }

  @Test
  void hasARowForEveryImage() throws Exception {
    List<ImageResult> results = TestResults.all();
    written(results);
    List<Map<String, String>> rows = read(file());

    assertThat(rows).hasSameSizeAs(results);
    Map<String, String> answered = rows.getFirst();
    assertThat(answered.keySet())
        .containsExactlyElementsOf(Columns.ALL.stream().map(Column::name).toList());
    assertThat(answered)
        .containsEntry("position", "0")
        .containsEntry("name", TestResults.NAMES.getFirst())
        .containsEntry("other_names", "[\"again, \\\"twice\\\".dcm\",\"@x|y.dcm\"]")
        .containsEntry("label_id_code", "1")
        .containsEntry("label_name_korean", "흑색종")
        .containsEntry("label_score_percent", "87.5")
        .containsEntry("similar_id_codes", "0 2")
        .containsEntry("class_confidence", "0=9.1235 1=87.5 2=3.3765")
        .containsEntry("prediction_set", "0 1")
        .containsEntry("out_of_distribution", "false")
        .containsEntry("region_found", "true")
        .containsEntry("record_fields", "[{\"name\":\"color\",\"value\":\"흑갈색\"}]")
        .containsEntry("summary", results.getFirst().getReport().getSummary());
    assertThat(rows.get(2))
        .containsEntry("abstention_reasons", "[\"LOW_CONFIDENCE\",\"NO_MODEL_LABEL\"]");
    assertThat(rows.get(3))
        .containsEntry("outcome", "REJECTED")
        .containsEntry("code", "UNSUPPORTED_MEDIA")
        .containsEntry("message", "'-1 is said of it.")
        .containsEntry("label_id_code", "");
    assertThat(rows.get(5)).containsEntry("image_sha256", "").containsEntry("image_bytes", "0");
  }

  @Test
  void letsNoSpreadsheetRunAName() throws Exception {
    written(TestResults.all());
    List<Map<String, String>> rows = read(file());

    for (int i = 0; i < rows.size(); i++) {
      String name = TestResults.NAMES.get(i);
      boolean risky = "=+-@'".indexOf(name.charAt(0)) >= 0;
      assertThat(rows.get(i)).containsEntry("name", risky ? "'" + name : name);
      assertThat(rows.get(i).values()).noneMatch(cell -> cell.matches("(?s)[=+@-].*"));
    }
  }

  @Test
  void beginsWithAMarkIfItIsWanted() throws Exception {
    OutputConfig marked =
        OutputConfig.from(
            ConfigFactory.parseString("dermstream.batch.output.csv.byte-order-mark = true")
                .withFallback(Configuration.load(null)));
    Path file = folder.resolve("marked.csv");
    ResultWriters.open(
            Output.newBuilder().setLocation(file.toString()).build(), marked, TestResults::bytes)
        .write(TestResults.JOB, TestResults.of(TestResults.all()));

    assertThat(Files.readString(file)).startsWith("\uFEFFposition,");
  }

  private static List<Map<String, String>> read(Path file) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "left out: no " + PYTHON);
    Process python = new ProcessBuilder(PYTHON, "-c", READ, file.toString()).start();
    String json = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Gson().fromJson(json, new TypeToken<List<Map<String, String>>>() {});
  }
}
