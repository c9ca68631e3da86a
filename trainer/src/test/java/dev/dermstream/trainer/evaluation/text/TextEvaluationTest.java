package dev.dermstream.trainer.evaluation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.GoldenMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextEvaluationTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);
  private static final double TOLERANCE = 1e-9;

  @TempDir Path folder;

  /** Five pairs; BLEU is sacrebleu's, ROUGE from its definition. */
  @Test
  void givesTheGoldenFigures() throws IOException {
    JsonObject golden = GoldenMetrics.json(GoldenMetrics.file("text-metrics.json"));
    JsonArray pairs = golden.getAsJsonArray("pairs");
    List<String> lines = new ArrayList<>();
    for (JsonElement pair : pairs) {
      lines.add(
          line(
              pair.getAsJsonObject().get("reference").getAsString(),
              pair.getAsJsonObject().get("hypothesis").getAsString()));
    }

    JsonObject actual = evaluate("golden", lines);

    assertThat(actual.get("corpus_bleu").getAsDouble())
        .isCloseTo(golden.get("corpus_bleu").getAsDouble(), within(TOLERANCE));
    assertThat(golden.get("bleu_signature").getAsString())
        .startsWith(actual.get("bleu_signature").getAsString());
    List<String> table = Files.readAllLines(folder.resolve("golden/per-text.csv"));
    String[] columns = table.getFirst().split(",", -1);
    assertThat(columns).hasSize(5);
    for (int i = 0; i < pairs.size(); i++) {
      String[] cells = table.get(i + 1).split(",", -1);
      assertThat(cells[0]).isEqualTo(Integer.toString(i + 1));
      for (int column = 1; column < columns.length; column++) {
        assertThat(Double.parseDouble(cells[column]))
            .as("%s of pair %d", columns[column], i)
            .isCloseTo(
                pairs.get(i).getAsJsonObject().get(columns[column]).getAsDouble(),
                within(TOLERANCE));
      }
    }
  }

  @Test
  void theMeansAreOverTheTextsAndLieInTheirIntervals() throws IOException {
    JsonObject json =
        evaluate(
            "means",
            List.of(
                line("a brown plaque on the arm", "a brown plaque on the arm"),
                "",
                line("a red papule on the leg", "healthy skin"),
                line("a red papule on the leg", "a red papule")));

    assertThat(json.get("texts").getAsInt()).isEqualTo(3);
    // 1, 0, and twice three of nine tokens.
    assertThat(json.get("rouge1_f1").getAsDouble()).isCloseTo((1 + 6 / 9.0) / 3, within(1e-12));
    JsonArray ends = json.getAsJsonObject("intervals_95").getAsJsonArray("rouge1_f1");
    assertThat(json.get("rouge1_f1").getAsDouble())
        .isStrictlyBetween(ends.get(0).getAsDouble(), ends.get(1).getAsDouble());
    assertThat(Files.readAllLines(folder.resolve("means/per-text.csv")).get(2))
        .startsWith("3,0.0,");
  }

  @Test
  void koreanHasFiguresOfItsOwn() throws IOException {
    JsonObject mixed =
        evaluate("mixed", List.of(line("갈색 반점이 있다.", "갈색 반점이 있다."), line("a spot", "a spot")));
    JsonObject korean = evaluate("korean", List.of(line("갈색 반점이 하나 있다.", "갈색 반점이 하나 있다.")));

    assertThat(mixed.get("rouge1_f1").getAsDouble()).isEqualTo(1);
    assertThat(mixed.getAsJsonArray("undefined").toString())
        .contains("1 of 2 references are Korean");
    assertThat(mixed.get("rouge1_f1_korean").getAsDouble()).isEqualTo(1);
    assertThat(Files.readAllLines(folder.resolve("mixed/per-text.csv")).get(1))
        .endsWith(",,,,1.0,1.0,1.0");
    assertThat(Files.readAllLines(folder.resolve("mixed/per-text.csv")).get(2))
        .endsWith(",1.0,1.0,1.0,,,");
    assertThat(korean.get("rougeL_f1").isJsonNull()).isTrue();
    assertThat(korean.get("corpus_bleu").getAsDouble()).isCloseTo(100, within(1e-9));
  }

  @Test
  void anEmptyCandidateScoresNothing() throws IOException {
    JsonObject json = evaluate("empty", List.of(line("a brown plaque", "")));

    for (String figure : List.of("corpus_bleu", "rouge1_f1", "rouge2_f1", "rougeL_f1")) {
      assertThat(json.get(figure).getAsDouble()).as(figure).isZero();
    }
  }

  private static String line(String reference, String candidate) {
    JsonObject json = new JsonObject();
    json.addProperty("reference", reference);
    json.addProperty("candidate", candidate);
    return json.toString();
  }

  private JsonObject evaluate(String name, List<String> lines) throws IOException {
    Path file = Files.write(folder.resolve(name + ".jsonl"), lines);
    assertThat(TextEvaluation.run(file, folder.resolve(name), BOOTSTRAP)).contains("corpus_bleu");
    return GoldenMetrics.json(folder.resolve(name).resolve("metrics.json"));
  }
}
