package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
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
        {"identifier":"m","image":"melanoma-01.jpg","class":"악성흑색종","patient":"P2","modality":"clinical","descriptions":{"en":"A black patch with an irregular border."}}
        {"identifier":"wrong","image":"hemangioma-01.jpg","class":"Milia","patient":"P2"}
        {"identifier":"strange","image":"nevus-01.jpg.missing","class":"Scar","patient":"P3"}
        {"identifier":"t","image":"truncated.jpg","class":"Milia","patient":"P3"}
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
    assertThat(classification.getAsJsonArray("class_names")).hasSize(15);
    assertThat(classification.get("sampling_unit").getAsString()).isEqualTo("group");
    Map<String, Tensor> predictions = Safetensors.read(out.resolve("predictions.safetensors"));
    assertThat(Objects.requireNonNull(predictions.get("y_true")).toInts()).containsExactly(2, 6, 4);
    assertThat(Objects.requireNonNull(predictions.get("group")).toInts()).containsExactly(0, 1, 1);

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
        .anyMatch(line -> line.startsWith("m,ANSWERED,악성흑색종,Malignant Melanoma,"));
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
      assertThat(profile.err()).contains("There is no profile none; there are [tumour15]");
      assertThat(folder.resolve("none")).doesNotExist();
    }
  }

  private static JsonObject json(Path out) throws IOException {
    return JsonParser.parseString(Files.readString(out.resolve("metrics.json"))).getAsJsonObject();
  }
}
