package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream screen} as a user runs it: a process of its own, its output and its status. */
class ScreenCommandIT {
  @TempDir Path folder;

  @Test
  void screensTheSamplesAndRefusesTheTwoBadOnesByName() throws Exception {
    Outcome outcome = dermstream("screen", samples(), "--format", "json");

    Map<String, JsonObject> reports = reports(outcome);
    assertThat(reports.get("truncated.jpg").get("disposition").getAsString()).isEqualTo("REJECTED");
    assertThat(rejection(reports.get("truncated.jpg"))).isEqualTo("TRUNCATED_IMAGE");
    assertThat(rejection(reports.get("notes.jpg"))).isEqualTo("UNSUPPORTED_MEDIA");
    assertThat(outcome.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    reports.remove("truncated.jpg");
    reports.remove("notes.jpg");
    assertThat(reports).hasSizeGreaterThan(5);
    reports.forEach(ScreenCommandIT::assertAnswered);
    assertThat(reports.values())
        .extracting(report -> report.getAsJsonObject("image").get("format").getAsString())
        .contains("JPEG", "PNG", "DICOM");
    assertThat(outcome.err()).contains("not for clinical use").contains("2 rejected");
  }

  @Test
  void answersInKoreanAsATableWithStatusZero() throws Exception {
    Path file = Repository.sample("nevus");

    Outcome outcome = dermstream("screen", file.toString(), "--lang", "ko");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).containsPattern("\\p{IsHangul}{2,}").contains("%");
    assertThat(outcome.err()).contains("1 answered");
  }

  @Test
  void xmlIsTheDocumentOfTheMethod() throws Exception {
    Outcome outcome =
        dermstream("screen", Repository.sample("nevus").toString(), "--format", "xml");

    var document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(outcome.out().getBytes(StandardCharsets.UTF_8)));
    var root = document.getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("root");
    assertThat(root.getElementsByTagName("label").getLength()).isOne();
    assertThat(root.getElementsByTagName("similar_label").getLength()).isPositive();
    assertThat(root.getAttribute("notice")).contains("not for clinical use");
  }

  @Test
  void aMissingFileAndAnUnknownOptionAreSaidInOneLine() throws Exception {
    Outcome missing = dermstream("screen", "no-such-file.jpg");
    assertThat(missing.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(missing.err()).contains("no-such-file.jpg: no such file").doesNotContain("\tat ");

    Outcome option = dermstream("screen", "--colour", samples());
    assertThat(option.status()).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(option.err()).contains("--colour");
  }

  @Test
  void aServerThatIsAwayIsReportedForEachFile() throws Exception {
    Outcome outcome =
        dermstream(
            "screen",
            Repository.sample("nevus").toString(),
            "--server",
            "127.0.0.1:1",
            "--deadline",
            "60");

    assertThat(outcome.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(outcome.out()).contains("FAILED").contains("NOT_READY");
  }

  private static void assertAnswered(String file, JsonObject report) {
    assertThat(report.get("disposition").getAsString()).as(file).isEqualTo("ANSWERED");
    assertThat(report.get("release").getAsString()).startsWith("demonstration-");
    JsonObject label = report.getAsJsonObject("label");
    assertThat(label.keySet()).contains("id_code", "name", "score");
    assertThat(label.get("score").getAsDouble()).isBetween(0.0, 100.0);
    double sum = 0;
    for (var confidence : report.getAsJsonArray("class_confidence")) {
      sum += confidence.getAsJsonObject().get("confidence").getAsDouble();
    }
    assertThat(sum).as(file).isBetween(99.9, 100.1);
    assertThat(report.get("summary").getAsString()).as(file).isNotBlank();
  }

  private static String rejection(JsonObject report) {
    return report.getAsJsonObject("rejection").get("code").getAsString();
  }

  private static Map<String, JsonObject> reports(Outcome outcome) {
    Map<String, JsonObject> reports = new LinkedHashMap<>();
    outcome
        .out()
        .lines()
        .forEach(line -> {
          JsonObject report = JsonParser.parseString(line).getAsJsonObject();
          Path file = Path.of(report.get("file").getAsString());
          reports.put(String.valueOf(file.getFileName()), report);
        });
    return reports;
  }

  private static String samples() {
    return Repository.root().resolve("samples").toString();
  }

  private Outcome dermstream(String... arguments) throws IOException, InterruptedException {
    return CommandProcess.run(folder, arguments);
  }
}
