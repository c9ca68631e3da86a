package dev.dermstream.trainer.evaluation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.error.ServiceException;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures by meaning, against what a person computes from embeddings that are known. */
class MeaningTest {
  private static final double CLOSE = 1e-7;
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);

  /** Cosines: brown and tan .8, brown and red 0, tan and red .6; not all of length one. */
  private final TableEncoder encoder =
      new TableEncoder(
          Map.of(
              "brown", new float[] {2, 0, 0},
              "tan", new float[] {0.8f, 0.6f, 0},
              "red", new float[] {0, 1, 0},
              "spot", new float[] {0, 0, 3},
              "[end]", new float[] {0, 0, 1}));

  @TempDir Path folder;

  /**
   * Reference "brown spot", candidate "tan red spot": precision (.8 + 0 + 1) / 3, recall (.8 + 1) /
   * 2.
   */
  @Test
  void everyTokenIsMatchedWithTheNearestOfTheOtherText() {
    BertScore score = score("brown spot", "tan red spot", TokenWeights.EQUAL);

    assertThat(score.precision()).isCloseTo(0.6, within(CLOSE));
    assertThat(score.recall()).isCloseTo(0.9, within(CLOSE));
    assertThat(score.f1()).isCloseTo(2 * 0.6 * 0.9 / 1.5, within(CLOSE));
  }

  @Test
  void identicalTextsScoreOne() {
    BertScore score = score("tan red spot [end]", "tan red spot [end]", TokenWeights.EQUAL);

    assertThat(List.of(score.precision(), score.recall(), score.f1()))
        .allSatisfy(each -> assertThat(each).isCloseTo(1, within(CLOSE)));
  }

  /** "spot" finds the special token at cosine 1, which itself is in no mean. */
  @Test
  void specialTokensAreMatchedWithAndWeighNothing() {
    BertScore score = score("brown [end]", "spot", TokenWeights.EQUAL);

    assertThat(score.precision()).isCloseTo(1, within(CLOSE));
    assertThat(score.recall()).isCloseTo(0, within(CLOSE));
  }

  /**
   * Over the references "brown spot", "red spot" and "red": brown is in 1 of 3, ln(4/2); spot and
   * red in 2, ln(4/3); tan in none, ln 4.
   */
  @Test
  void rareTokensWeighMoreWhereThatIsAskedFor() {
    TokenWeights weights =
        TokenWeights.inverseDocumentFrequency(
            List.of(
                encoder.tokens("brown spot"), encoder.tokens("red spot"), encoder.tokens("red")));

    BertScore score = score("brown spot", "tan red spot", weights);

    double two = Math.log(2);
    double third = Math.log(4 / 3.0);
    double four = Math.log(4);
    assertThat(score.precision())
        .isCloseTo((0.8 * four + 0 * third + 1 * third) / (four + 2 * third), within(CLOSE));
    assertThat(score.recall()).isCloseTo((0.8 * two + third) / (two + third), within(CLOSE));
  }

  @Test
  void aFileGetsScoresOfEveryRowAndTheEncodersName() throws IOException {
    JsonObject json =
        evaluate(
            TextMeasures.by(encoder),
            "{'reference':'brown spot','candidate':'tan red spot'}",
            "{'reference':'red','candidate':'red'}",
            "{'reference':'red','candidate':''}");

    assertThat(json.get("bertscore_precision").getAsDouble()).isCloseTo(1.6 / 3, within(CLOSE));
    assertThat(json.get("bertscore_recall").getAsDouble()).isCloseTo(1.9 / 3, within(CLOSE));
    JsonObject named = json.getAsJsonObject("bertscore").getAsJsonObject("encoder");
    assertThat(named.get("name").getAsString()).isEqualTo("table");
    assertThat(named.get("sha256").getAsString()).hasSize(64);
    assertThat(json.getAsJsonObject("intervals_95").getAsJsonArray("bertscore_f1")).hasSize(2);
    assertThat(json.has("semantic_matching_accuracy")).isFalse();
    assertThat(encoder.runs()).isOne();
  }

  @Test
  void aBaselineIsTakenOffWhereAFileGivesOne() throws IOException {
    Path file = Files.writeString(folder.resolve("b.tsv"), "LAYER,P,R,F\n5,0.2,0.5,0.4\n");
    BertBaseline baseline = BertBaseline.read(file);

    BertScore score = baseline.rescale(new BertScore(0.6, 0.9, 0.72));

    assertThat(score.precision()).isCloseTo(0.5, within(CLOSE));
    assertThat(score.recall()).isCloseTo(0.8, within(CLOSE));
    assertThat(score.f1()).isCloseTo(0.32 / 0.6, within(CLOSE));
    for (String bad :
        List.of("", "LAYER,P,R,F\n", "LAYER,P,R,F\n1,1,1,1\n", "LAYER,P,R,F\na,b\n")) {
      Files.writeString(file, bad);
      assertThatThrownBy(() -> BertBaseline.read(file))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("b.tsv: is no baseline");
    }
  }

  @Test
  void anAnswerIsRightOnlyIfNothingWrongIsAsNear() throws IOException {
    JsonObject json =
        evaluate(
            TextMeasures.by(encoder),
            // tan is nearer to brown (.8) than to red (.6).
            "{'reference':'brown','candidate':'tan','distractors':['red','spot']}",
            "{'reference':'red','candidate':'tan','distractors':['brown']}",
            "{'reference':'red','candidate':'spot','distractors':['brown']}",
            "{'reference':'red','candidate':'','distractors':['brown']}",
            "{'reference':'red','candidate':'red'}");

    assertThat(json.get("semantic_matching_accuracy").getAsDouble()).isEqualTo(0.25);
    JsonObject matching = json.getAsJsonObject("semantic_matching");
    assertThat(matching.get("right").getAsInt()).isEqualTo(1);
    assertThat(matching.get("wrong").getAsInt()).isEqualTo(2);
    assertThat(matching.get("tied").getAsInt()).isEqualTo(1);
    assertThat(matching.get("no_distractors").getAsInt()).isEqualTo(1);
    assertThat(json.getAsJsonArray("undefined").toString()).contains("1 of 5 rows have no dist");
  }

  @Test
  void anExtractionIsJudgedByField() throws IOException {
    String reference = "{\\\"color\\\":\\\"brown\\\",\\\"texture\\\":\\\"spot\\\"}";
    JsonObject json =
        evaluate(
            TextMeasures.by(encoder),
            "{'reference':'%s','candidate':'{\\\"color\\\":\\\"tan\\\",\\\"texture\\\":\\\"spot\\\"}'}"
                .formatted(reference),
            "{'reference':'%s','candidate':'{\\\"color\\\":\\\"brown\\\"}'}".formatted(reference),
            "{'reference':'%s','candidate':'{\\\"color\\\":\\\"bro'}".formatted(reference),
            "{'reference':'brown','candidate':'','field':'color'}");

    JsonObject color = json.getAsJsonObject("fields").getAsJsonObject("color");
    assertThat(color.get("texts").getAsInt()).isEqualTo(4);
    assertThat(color.get("missing").getAsDouble()).isEqualTo(0.25);
    assertThat(color.get("unparseable").getAsDouble()).isEqualTo(0.25);
    // 0.8, 1, 0 and 0.
    assertThat(color.getAsJsonObject("bertscore_f1").get("mean").getAsDouble())
        .isCloseTo(0.45, within(CLOSE));
    JsonObject written = color.getAsJsonObject("bertscore_f1_written");
    assertThat(written.get("mean").getAsDouble()).isCloseTo(0.9, within(CLOSE));
    assertThat(written.get("minimum").getAsDouble()).isCloseTo(0.8, within(CLOSE));
    assertThat(written.get("maximum").getAsDouble()).isCloseTo(1, within(CLOSE));
    assertThat(written.get("standard_deviation").getAsDouble())
        .isCloseTo(Math.sqrt(0.02), within(CLOSE));
    JsonObject texture = json.getAsJsonObject("fields").getAsJsonObject("texture");
    assertThat(texture.get("missing").getAsDouble()).isCloseTo(1 / 3.0, within(CLOSE));
    JsonObject overall = json.getAsJsonObject("fields_overall");
    assertThat(overall.get("texts").getAsInt()).isEqualTo(7);
    assertThat(overall.getAsJsonObject("bertscore_f1").getAsJsonArray("interval_95")).hasSize(2);
    assertThat(json.get("sampling_unit").getAsString()).isEqualTo("line");
    assertThat(json.get("sampling_units").getAsInt()).isEqualTo(4);
  }

  /** Two patients, one all right, one all wrong: drawn whole, every replicate is 0, 1/2 or 1. */
  @Test
  void textsOfOnePatientAreDrawnTogetherAndModalitiesHaveFiguresOfTheirOwn() throws IOException {
    JsonObject json =
        evaluate(
            TextMeasures.WORDING,
            "{'reference':'a b','candidate':'a b','group':'P1','modality':'clinical'}",
            "{'reference':'a b','candidate':'a b','group':'P1','modality':'clinical'}",
            "{'reference':'a b','candidate':'c','group':'P2','modality':'pathology'}",
            "{'reference':'a b','candidate':'c','group':'P2','modality':'clinical'}");

    assertThat(json.get("sampling_unit").getAsString()).isEqualTo("group");
    assertThat(json.get("sampling_units").getAsInt()).isEqualTo(2);
    JsonArray ends = json.getAsJsonObject("intervals_95").getAsJsonArray("rouge1_f1");
    assertThat(ends.get(0).getAsDouble()).isZero();
    assertThat(ends.get(1).getAsDouble()).isEqualTo(1);
    JsonObject byModality = json.getAsJsonObject("by_modality");
    assertThat(byModality.getAsJsonObject("clinical").get("rouge1_f1").getAsDouble())
        .isCloseTo(2 / 3.0, within(CLOSE));
    JsonObject pathology = byModality.getAsJsonObject("pathology");
    assertThat(pathology.get("texts").getAsInt()).isOne();
    assertThat(pathology.getAsJsonObject("intervals_95").get("rouge1_f1").isJsonNull()).isTrue();
  }

  /** 갈색 반점이 and 갈색 반점은 share 갈색 and 반점 of three pairs each, with 점이 and 점은. */
  @Test
  void koreanIsTokenizedByPairsOfSyllables() throws IOException {
    assertThat(KoreanTokenizer.tokens("갈색 반점이 3mm, 큼"))
        .containsExactly("갈색", "반점", "점이", "3mm", "큼");

    JsonObject json = evaluate(TextMeasures.WORDING, "{'reference':'갈색 반점이','candidate':'갈색 반점은'}");

    assertThat(json.get("rouge1_f1_korean").getAsDouble()).isCloseTo(2 / 3.0, within(CLOSE));
    assertThat(json.get("rouge1_f1").isJsonNull()).isTrue();
  }

  private BertScore score(String reference, String candidate, TokenWeights weights) {
    return BertScore.of(
        encoder.embed(List.of(encoder.tokens(reference))).getFirst(),
        encoder.embed(List.of(encoder.tokens(candidate))).getFirst(),
        weights);
  }

  /** Lines with single quotes for double ones. */
  private JsonObject evaluate(TextMeasures measures, String... lines) throws IOException {
    Path file = folder.resolve("t.jsonl");
    Files.write(file, List.of(lines).stream().map(line -> line.replace('\'', '"')).toList());
    EvaluationPart part = TextEvaluation.of(file, measures, BOOTSTRAP);
    assertThat(part.table().lines().skip(1)).isNotEmpty();
    return JsonParser.parseString(part.metrics().toString()).getAsJsonObject();
  }

  @Test
  void whyThereIsNoEncoderIsSaid() throws IOException {
    TextMeasures none =
        new TextMeasures(
            Optional.empty(), Optional.empty(), false, Optional.empty(), "There is no encoder.");

    JsonObject json = evaluate(none, "{'reference':'a','candidate':'a'}");

    assertThat(json.getAsJsonArray("undefined").toString()).contains("There is no encoder.");
    assertThat(json.has("bertscore_f1")).isFalse();
  }
}
