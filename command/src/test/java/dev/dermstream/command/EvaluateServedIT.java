package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream evaluate --release} and {@code --server} over the samples. */
class EvaluateServedIT {
  @TempDir Path folder;

  @BeforeEach
  void data() throws IOException {
    for (String name :
        List.of("nevus-01.jpg", "melanoma-01.jpg", "truncated.jpg", "hemangioma-01.jpg")) {
      Files.copy(Repository.root().resolve("samples").resolve(name), folder.resolve(name));
    }
    Files.writeString(
        folder.resolve("test.jsonl"),
        """
        {"identifier":"n","image":"nevus-01.jpg","class":"melanocytic nevus","patient":"P1","modality":"clinical","descriptions":{"en":"A brown round spot.","ko":"갈색의 둥근 반점."},"questions":[{"question":"What colour is the lesion?","answer":"Brown.","language":"en","distractors":["Red.","Blue."]},{"question":"색은?","answer":"갈색","language":"ko"}]}
        {"identifier":"m","image":"melanoma-01.jpg","class":"malignant melanoma","patient":"P2","modality":"clinical","descriptions":{"en":"A black patch with an irregular border."}}
        {"identifier":"wrong","image":"hemangioma-01.jpg","class":"Psoriasis","patient":"P2"}
        {"identifier":"strange","image":"nevus-01.jpg.missing","class":"Scar","patient":"P3"}
        {"identifier":"t","image":"truncated.jpg","class":"Psoriasis","patient":"P3"}
        """);
  }

  @Test
  void everyImageIsJudgedOrNamed() throws Exception {
    Path out = folder.resolve("out");

    Outcome outcome =
        CommandProcess.run(
            folder,
            "evaluate",
            "--release",
            Repository.root().resolve("releases/demonstration").toString(),
            "--data",
            folder.toString(),
            "--profile",
            "mm-skin",
            "--out",
            out.toString(),
            "--replicates",
            "100");

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    JsonObject metrics = json(out);
    assertThat(metrics.keySet()).containsExactly("served", "classification", "texts");
    JsonObject served = metrics.getAsJsonObject("served");
    assertThat(served.get("images").getAsInt()).isEqualTo(5);
    assertThat(served.get("answered").getAsInt()).isEqualTo(3);
    assertThat(served.get("rejected").getAsInt()).isOne();
    assertThat(served.get("failed").getAsInt()).isOne();
    assertThat(served.get("coverage").getAsDouble()).isEqualTo(0.6);
    assertThat(served.get("selective_accuracy").getAsDouble()).isEqualTo(2 / 3.0);
    assertThat(served.get("accuracy_of_all").getAsDouble()).isEqualTo(0.5);
    assertThat(served.get("model_label_accuracy").getAsDouble()).isBetween(0.0, 2 / 3.0);
    assertThat(served.getAsJsonArray("unknown_classes").toString()).isEqualTo("[\"Scar\"]");
    JsonArray without = served.getAsJsonArray("without_report");
    assertThat(without).hasSize(2);
    assertThat(without.toString()).contains("strange", "Cannot be read", "t", "TRUNCATED_IMAGE");
    assertThat(outcome.out()).contains("t is REJECTED: TRUNCATED_IMAGE", "Scar");
    assertThat(outcome.out()).contains("not for clinical use");
    assertThat(served.getAsJsonObject("system").getAsJsonArray("answered_by").toString())
        .contains("demonstration-");

    JsonObject classification = metrics.getAsJsonObject("classification");
    assertThat(classification.get("samples").getAsInt()).isEqualTo(3);
    assertThat(classification.get("accuracy").getAsDouble()).isEqualTo(2 / 3.0);
    assertThat(classification.getAsJsonArray("class_names")).hasSize(6);
    assertThat(classification.get("sampling_unit").getAsString()).isEqualTo("group");
    Map<String, Tensor> predictions = Safetensors.read(out.resolve("predictions.safetensors"));
    assertThat(Objects.requireNonNull(predictions.get("y_true")).toInts()).containsExactly(3, 2, 4);
    assertThat(Objects.requireNonNull(predictions.get("group")).toInts()).containsExactly(0, 1, 1);

    assertThat(out.resolve("figures")).isDirectoryContaining("glob:**confusion*.svg");

    JsonObject texts = metrics.getAsJsonObject("texts");
    JsonObject byKind = texts.getAsJsonObject("by_kind");
    assertThat(byKind.getAsJsonObject("summary").get("texts").getAsInt()).isEqualTo(2);
    assertThat(byKind.getAsJsonObject("answer").get("texts").getAsInt()).isOne();
    assertThat(texts.get("bertscore_f1").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(texts.get("semantic_matching_accuracy").getAsDouble()).isIn(0.0, 1.0);
    assertThat(Files.readString(out.resolve("texts.jsonl")))
        .contains("\"question\":\"What colour is the lesion?\"", "\"group\":\"P1\"");
    assertThat(Files.readAllLines(out.resolve("per-image.csv")))
        .hasSize(6)
        .anyMatch(line -> line.startsWith("m,ANSWERED,malignant melanoma,Malignant Melanoma,"));
  }

  @Test
  void aServerThatRunsIsJudgedInKoreanAndAnotherReleaseThanMeantIsRefused() throws Exception {
    try (RunningCluster cluster = new RunningCluster()) {
      Path out = folder.resolve("out");
      Outcome outcome =
          CommandProcess.run(
              folder,
              "evaluate",
              "--server",
              cluster.address(),
              "--data",
              folder.resolve("test.jsonl").toString(),
              "--profile",
              "mm-skin",
              "--lang",
              "ko",
              "--limit",
              "2",
              "--no-encoder",
              "--out",
              out.toString());

      assertThat(outcome.status()).as(outcome.err()).isZero();
      JsonObject texts = json(out).getAsJsonObject("texts");
      assertThat(texts.get("texts").getAsInt()).isEqualTo(2);
      assertThat(texts.get("rouge1_f1_korean").getAsDouble()).isBetween(0.0, 1.0);
      assertThat(texts.get("rouge1_f1").isJsonNull()).isTrue();

      Outcome profile =
          CommandProcess.run(
              folder,
              "evaluate",
              "--server",
              cluster.address(),
              "--data",
              folder.toString(),
              "--profile",
              "none",
              "--no-encoder",
              "--out",
              folder.resolve("none").toString());
      assertThat(profile.err()).contains("There is no profile none; there are [bacterial-vqa, ");
      assertThat(folder.resolve("none")).doesNotExist();
    }
  }

  /** The demonstration model under profiles that it was not trained for: form counts, not sense. */
  @Test
  @Tag("nightly")
  void recordsAreJudgedByFieldAndLabelsOfTheDataAreRanked() throws Exception {
    Path release = folder.resolve("release");
    copy(Repository.root().resolve("releases/demonstration"), release);
    JsonObject known =
        JsonParser.parseString(Files.readString(release.resolve("profiles/tumour15/profile.json")))
            .getAsJsonObject();
    String chat =
        """
        "adapter_id": 0, "temperature": 0.065, "prompt_en": "What is it?", "prompt_ko": "무엇입니까?",
        "prompt_template": %s, "labels": %s
        """
            .formatted(known.get("prompt_template"), known.get("labels"));
    profile(
        release,
        "chooses",
        """
        {"output_form": "FREE_TEXT", "answers_questions": true, "max_new_tokens": 8,
         "zero_shot_prompt_en": "Which of {labels}?", "zero_shot_prompt_ko": "{labels}?", %s}
        """
            .formatted(chat));
    profile(
        release,
        "records",
        """
        {"output_form": "JSON_RECORD", "answers_questions": false, "max_new_tokens": 120,
         "fields": [{"name": "color", "values_en": ["brown", "red"], "values_ko": ["갈색", "빨간색"]},
                    {"name": "summary"}], %s}
        """
            .formatted(chat));
    Release.seal(release, "asked", "not for clinical use", "tumour15");
    Path data = folder.resolve("m.jsonl");
    Files.writeString(
        data,
        """
        {"identifier":"n","image":"nevus-01.jpg","class":"spot","modality":"clinical","fields":{"color":"brown","border":"sharp"}}
        {"identifier":"m","image":"melanoma-01.jpg","class":"patch","modality":"dermoscopic","fields":{"color":"red","border":"blurred"}}
        """);

    JsonObject records = judged(release, data, "records", "--limit", "2");
    JsonObject fields = records.getAsJsonObject("texts").getAsJsonObject("fields");
    JsonObject border = fields.getAsJsonObject("border");
    assertThat(border.get("missing").getAsDouble() + border.get("unparseable").getAsDouble())
        .isEqualTo(1);
    JsonObject color = fields.getAsJsonObject("color");
    assertThat(color.get("texts").getAsInt()).isEqualTo(2);
    assertThat(color.getAsJsonObject("bertscore_f1").get("mean").getAsDouble())
        .isBetween(-1.0, 1.0);
    assertThat(records.getAsJsonObject("served").get("of_unknown_class").getAsInt()).isEqualTo(2);

    JsonObject ranked = judged(release, data, "chooses", "--rank");
    JsonObject served = ranked.getAsJsonObject("served");
    assertThat(served.get("answered").getAsInt()).isEqualTo(2);
    assertThat(served.get("agreement").getAsDouble()).isEqualTo(1);
    assertThat(served.getAsJsonObject("by_modality").keySet())
        .containsExactly("clinical", "dermoscopic");
    JsonObject classification = ranked.getAsJsonObject("classification");
    assertThat(classification.getAsJsonArray("class_names").toString())
        .isEqualTo("[\"patch\",\"spot\"]");
    assertThat(classification.get("accuracy").getAsDouble())
        .isEqualTo(served.get("label_accuracy").getAsDouble());

    Outcome untaught =
        CommandProcess.run(folder, arguments(release, data, "tumour15", "x", "--rank"));
    assertThat(untaught.err()).contains("Profile tumour15 ranks no labels");
  }

  private JsonObject judged(Path release, Path data, String profile, String... more)
      throws IOException, InterruptedException {
    Outcome outcome = CommandProcess.run(folder, arguments(release, data, profile, profile, more));
    assertThat(outcome.status()).as(outcome.err() + outcome.out()).isZero();
    return json(folder.resolve(profile));
  }

  private String[] arguments(Path release, Path data, String profile, String out, String... more) {
    return Stream.concat(
            Stream.of(
                "evaluate",
                "--release",
                release.toString(),
                "--data",
                data.toString(),
                "--profile",
                profile,
                "--replicates",
                "100",
                "--out",
                folder.resolve(out).toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static void profile(Path release, String name, String json) throws IOException {
    Path directory = Files.createDirectory(release.resolve("profiles").resolve(name));
    copy(release.resolve("profiles/tumour15/index"), directory.resolve("index"));
    Files.writeString(directory.resolve("profile.json"), json);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private static JsonObject json(Path out) throws IOException {
    return JsonParser.parseString(Files.readString(out.resolve("metrics.json"))).getAsJsonObject();
  }
}
