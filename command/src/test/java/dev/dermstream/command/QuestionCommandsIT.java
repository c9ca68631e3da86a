package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code screen} with labels, on a profile that writes records and on one that writes words, and
 * {@code ask}: the demonstration model under profiles that it was not trained for, so what is said
 * counts for nothing and its form for everything.
 */
class QuestionCommandsIT {
  private static final String NAMES = "psoriasis, eczema,eczema herpeticum ,건선";

  @TempDir static Path folder;

  private static RunningCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Path release = folder.resolve("release");
    copy(Repository.root().resolve("releases/demonstration"), release);
    String chat = template(release);
    profile(
        release,
        "chooses",
        """
        {"output_form": "FREE_TEXT", "answers_questions": true, "max_new_tokens": 24,
         "zero_shot_prompt_en": "Which of {labels} does the picture show?",
         "zero_shot_prompt_ko": "사진은 {labels} 중 무엇입니까?", %s}
        """
            .formatted(chat));
    profile(
        release,
        "records",
        """
        {"output_form": "JSON_RECORD", "answers_questions": false, "max_new_tokens": 200,
         "fields": [{"name": "lesion_type", "names_label": true},
                    {"name": "color", "values_en": ["brown", "red"], "values_ko": ["갈색", "빨간색"]},
                    {"name": "summary"}], %s}
        """
            .formatted(chat));
    Release.seal(release, "asked", "not for clinical use", "tumour15");
    cluster =
        new RunningCluster(
            ConfigFactory.parseMap(Map.of("dermstream.release", release.toString())));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void labelsAreRankedAsJson() throws Exception {
    Outcome outcome =
        dermstream(
            "screen", nevus(), "--profile", "chooses", "--labels", NAMES, "--format", "json");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonObject answer = JsonParser.parseString(outcome.out()).getAsJsonObject();
    List<String> labels = new ArrayList<>();
    double sum = 0;
    double before = 100;
    for (JsonElement each : answer.getAsJsonArray("ranking")) {
      double likelihood = each.getAsJsonObject().get("likelihood").getAsDouble();
      labels.add(each.getAsJsonObject().get("label").getAsString());
      assertThat(likelihood).isBetween(0.0, before);
      sum += likelihood;
      before = likelihood;
    }
    assertThat(labels).containsExactlyInAnyOrder("psoriasis", "eczema", "eczema herpeticum", "건선");
    assertThat(sum).isCloseTo(100, within(1e-6));
    assertThat(answer.get("any_label").getAsDouble()).isBetween(0.0, 100.0);
    assertThat(answer.get("profile").getAsString()).isEqualTo("chooses");
    assertThat(answer.get("notice").getAsString()).contains("not for clinical use");
    assertThat(outcome.err()).contains("1 answered").contains("not for clinical use");
  }

  @Test
  void labelsAreRankedAsATable() throws Exception {
    Outcome outcome = dermstream("screen", nevus(), "--profile", "chooses", "--labels", NAMES);

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("LIKELY").contains("eczema herpeticum").contains("건선");
    assertThat(outcome.out().lines()).hasSize(2);
  }

  @Test
  void labelsThatCannotBeRankedAreSaidWithTheirReason() throws Exception {
    Outcome twice = dermstream("screen", nevus(), "--profile", "chooses", "--labels", "a,A");
    assertThat(twice.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(twice.out()).contains("INVALID_INPUT: Labels 1 and 2 are the same but for case.");

    Outcome untaught = dermstream("screen", nevus(), "--profile", "records", "--labels", "a,b");
    assertThat(untaught.out()).contains("UNSUPPORTED_BY_PROFILE");

    Outcome xml = dermstream("screen", nevus(), "--labels", "a,b", "--format", "xml");
    assertThat(xml.err()).contains("--labels are answered as a table or as json");
  }

  @Test
  void aRecordIsPrintedFieldByField() throws Exception {
    Outcome table = dermstream("screen", nevus(), "--profile", "records", "--lang", "ko");
    assertThat(table.out()).as(table.err()).containsPattern("(?m)^  color: (갈색|빨간색)$");

    Outcome json = dermstream("screen", nevus(), "--profile", "records", "--format", "json");
    JsonObject report = JsonParser.parseString(json.out()).getAsJsonObject();
    assertThat(report.getAsJsonObject("record").get("color").getAsString()).isIn("brown", "red");
    assertThat(report.getAsJsonObject("model_label").get("name").getAsString())
        .isEqualTo(report.getAsJsonObject("record").get("lesion_type").getAsString());

    Outcome xml = dermstream("screen", nevus(), "--profile", "records", "--format", "xml");
    assertThat(xml.out()).containsPattern("<field name=\"color\">(brown|red)</field>");
  }

  @Test
  void aQuestionIsAnsweredAndItsOriginNamed() throws Exception {
    Outcome outcome =
        dermstream("ask", nevus(), "--profile", "chooses", "--question", "What colour is it?");

    assertThat(outcome.out()).isNotBlank().endsWith(System.lineSeparator());
    assertThat(outcome.err())
        .contains("Answered by release asked-")
        .contains("profile chooses")
        .contains("not for clinical use");
    // It either came to its end or says that it did not.
    assertThat(outcome.status() == 0)
        .isEqualTo(!outcome.err().contains("The answer was cut at 24 tokens."));

    Outcome again =
        dermstream("ask", nevus(), "--profile", "chooses", "--question", "What colour is it?");
    assertThat(again.out()).isEqualTo(outcome.out());
  }

  @Test
  void aQuestionThatCannotBeAskedIsSaidInOneLine() throws Exception {
    Outcome records = dermstream("ask", nevus(), "--profile", "records", "--question", "Why?");
    assertThat(records.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(records.err()).contains("UNSUPPORTED_BY_PROFILE").doesNotContain("\tat ");

    Outcome missing = dermstream("ask", "no-such.jpg", "--question", "Why?");
    assertThat(missing.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(missing.err()).contains("no-such.jpg: no such file");

    Outcome unasked = dermstream("ask", nevus());
    assertThat(unasked.status()).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(unasked.err()).contains("--question");
  }

  private static Outcome dermstream(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", cluster.address()));
    return CommandProcess.run(folder, all.toArray(String[]::new));
  }

  private static String nevus() throws IOException {
    return Repository.sample("nevus").toString();
  }

  /** The model's chat text, the label set and what else every profile needs. */
  private static String template(Path release) throws IOException {
    JsonObject known =
        JsonParser.parseString(Files.readString(release.resolve("profiles/tumour15/profile.json")))
            .getAsJsonObject();
    return """
    "adapter_id": 0, "temperature": 0.065, "prompt_en": "What is it?", "prompt_ko": "무엇입니까?",
    "prompt_template": %s, "labels": %s
    """
        .formatted(known.get("prompt_template"), known.get("labels"));
  }

  private static void profile(Path release, String name, String description) throws IOException {
    Path profile = Files.createDirectories(release.resolve("profiles").resolve(name));
    copy(release.resolve("profiles/tumour15/index"), profile.resolve("index"));
    Files.writeString(profile.resolve("profile.json"), description);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
