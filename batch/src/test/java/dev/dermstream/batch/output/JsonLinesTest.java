package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.Report;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonLinesTest extends FileContract {
  @Override
  String ending() {
    return ".jsonl";
  }

  @Test
  void saysEverythingOfAResultInOneLine() throws Exception {
    List<ImageResult> results = TestResults.all();
    written(results);
    List<JsonObject> lines = lines();

    assertThat(lines).hasSameSizeAs(results);
    JsonObject answered = lines.getFirst();
    assertThat(answered.get("name").getAsString()).isEqualTo(TestResults.NAMES.getFirst());
    assertThat(answered.getAsJsonArray("other_names").get(1).getAsString()).isEqualTo("@x|y.dcm");
    assertThat(answered.get("outcome").getAsString()).isEqualTo("ANSWERED");
    assertThat(answered.get("release").getAsString()).startsWith("demonstration-");
    assertThat(answered.getAsJsonObject("label").get("name_korean").getAsString()).isEqualTo("흑색종");
    assertThat(answered.getAsJsonObject("label").get("score_percent").getAsDouble())
        .isEqualTo(87.5);
    assertThat(answered.getAsJsonObject("calibrated").getAsJsonObject("prediction_set").toString())
        .isEqualTo("{\"coverage_percent\":90.0,\"id_codes\":[0,1]}");
    assertThat(answered.get("summary").getAsString())
        .isEqualTo(results.getFirst().getReport().getSummary());
    assertThat(lines.get(2).get("abstention_reasons").toString())
        .isEqualTo("[\"LOW_CONFIDENCE\",\"NO_MODEL_LABEL\"]");
    assertThat(lines.get(3).get("code").getAsString()).isEqualTo("UNSUPPORTED_MEDIA");
    assertThat(lines.get(5).has("image_sha256")).isFalse();
  }

  @Test
  void writesOtherScriptsAsTheyAre() throws Exception {
    written(TestResults.all());

    assertThat(Files.readString(file())).contains("환자/흑색종 1.dcm", "صور/شامة.dcm", "<b>B</b>");
  }

  /** A new field of the contract is written or left out by somebody's decision. */
  @Test
  void forgetsNoFieldOfAReport() {
    assertThat(Stream.concat(ResultJson.REPORT.stream(), ResultJson.LEFT_OUT.stream()))
        .containsExactlyInAnyOrderElementsOf(
            Report.getDescriptor().getFields().stream().map(FieldDescriptor::getName).toList());
  }

  @Test
  void staysJsonWhateverTheNumbersAre() throws Exception {
    ImageResult.Builder result = TestResults.answered(0);
    result.getReportBuilder().getLabelBuilder().setScorePercent(Double.NaN);
    written(List.of(result.build()));

    assertThat(lines().getFirst().getAsJsonObject("label").get("score_percent").isJsonNull())
        .isTrue();
  }

  private List<JsonObject> lines() throws Exception {
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file())) {
      JsonReader reader = new JsonReader(new StringReader(line));
      reader.setStrictness(Strictness.STRICT);
      lines.add(JsonParser.parseReader(reader).getAsJsonObject());
    }
    return lines;
  }
}
