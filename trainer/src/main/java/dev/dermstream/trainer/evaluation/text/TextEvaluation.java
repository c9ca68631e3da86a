package dev.dermstream.trainer.evaluation.text;

import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationFiles;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.evaluation.ResultFolder;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.ResultTable;
import dev.dermstream.trainer.evaluation.SamplingUnits;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code dermstream evaluate --texts}. Input that cannot be used throws {@link
 * dev.dermstream.error.ServiceException} (INVALID_INPUT), files that cannot be read {@link
 * IOException}; both messages are for the user as they stand.
 */
public final class TextEvaluation {
  /** The key of these figures beside others. */
  public static final String KEY = "texts";

  private final ScoredTexts texts;
  private final TextMeasures measures;
  private final Bootstrap bootstrap;
  private final SamplingUnits units;
  private final Map<String, Double> headline;
  private final Map<String, Interval> intervals;
  private final List<String> undefined;

  private TextEvaluation(ScoredTexts texts, TextMeasures measures, Bootstrap bootstrap) {
    this.texts = texts;
    this.measures = measures;
    this.bootstrap = bootstrap;
    units = texts.units();
    headline = texts.headline();
    intervals = bootstrap.intervals(units, texts::headline);
    undefined = undefined();
  }

  /**
   * Evaluates the wording of texts.
   *
   * @param file one JSON object a line with {@code reference} and {@code candidate}, UTF-8
   * @param out a new or empty folder, which gets {@code metrics.json} and {@code per-text.csv}
   * @param bootstrap of the intervals
   * @return the headline figures, for a person
   */
  public static String run(Path file, Path out, Bootstrap bootstrap) throws IOException {
    ResultFolder folder = new ResultFolder(out);
    return EvaluationFiles.write(folder, List.of(of(file, TextMeasures.WORDING, bootstrap)));
  }

  /**
   * Evaluates texts.
   *
   * @param file as for {@link #run}
   * @param measures besides the wording
   * @param bootstrap of the intervals
   */
  public static EvaluationPart of(Path file, TextMeasures measures, Bootstrap bootstrap)
      throws IOException {
    TextEvaluation evaluation =
        new TextEvaluation(ScoredTexts.of(TextFile.read(file), measures), measures, bootstrap);
    return new EvaluationPart(
        KEY, evaluation.json(), "per-text.csv", evaluation.table(), evaluation.summary());
  }

  private List<String> undefined() {
    List<String> sentences = new ArrayList<>();
    long without =
        texts.count(text -> !text.rouge().isDefined() && !text.koreanRouge().isDefined());
    if (without > 0) {
      sentences.add(
          "%d of %d references hold no word that ROUGE knows: it is undefined there, and the means leave them out."
              .formatted(without, texts.size()));
    }
    long korean = texts.count(text -> text.row().korean());
    if (korean > 0) {
      sentences.add(
          "%d of %d references are Korean: their ROUGE has figures of its own, and the others leave them out."
              .formatted(korean, texts.size()));
    }
    long matched = texts.count(ScoredTexts::matched);
    if (matched > 0 && matched < texts.size()) {
      sentences.add(
          "%d of %d rows have no distractors: the semantic matching leaves them out."
              .formatted(texts.size() - matched, texts.size()));
    }
    long unscored = texts.count(text -> texts.encoded() && !text.bert().isDefined());
    if (unscored > 0) {
      sentences.add(
          "In %d of %d rows no token of the reference or the candidate weighs anything: BERTScore is undefined there, and the means leave them out."
              .formatted(unscored, texts.size()));
    }
    if (units.count() == 1) {
      sentences.add("There is one %s alone: no interval can be told.".formatted(units.kind()));
    }
    if (!measures.without().isEmpty()) {
      sentences.add(measures.without());
    }
    return List.copyOf(sentences);
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("texts", texts.size());
    headline.forEach((name, figure) -> json.add(name, ResultJson.number(figure)));
    json.addProperty("bleu_signature", BleuCounts.SIGNATURE);
    json.addProperty("rouge_tokenisation", RougeScores.TOKENISATION);
    if (headline.containsKey("rouge1_f1_korean")) {
      json.addProperty("rouge_korean_tokenisation", KoreanTokenizer.TOKENISATION);
    }
    measures.encoder().ifPresent(encoder -> json.add("bertscore", bertScore(encoder)));
    measures
        .sentenceEncoder()
        .filter(encoder -> headline.containsKey("semantic_matching_accuracy"))
        .ifPresent(encoder -> json.add("semantic_matching", matching(encoder)));
    ResultJson.addIntervals(json, bootstrap, units, intervals);
    addFields(json);
    addParts(json, "by_kind", texts.by(TextRow::kind));
    addParts(json, "by_language", texts.by(TextRow::language));
    addParts(json, "by_modality", texts.by(TextRow::modality));
    json.add("undefined", ResultJson.sentences(undefined));
    return json;
  }

  private JsonObject bertScore(TextEncoder encoder) {
    JsonObject json = new JsonObject();
    json.add("encoder", named(encoder));
    json.addProperty("idf", measures.byRarity());
    json.addProperty("rescaled_with_baseline", measures.baseline().isPresent());
    json.addProperty("cut_texts", texts.cut());
    return json;
  }

  private JsonObject matching(TextEncoder encoder) {
    JsonObject json = new JsonObject();
    json.add("encoder", named(encoder));
    for (SemanticMatch match : SemanticMatch.values()) {
      json.addProperty(
          match.name().toLowerCase(Locale.ROOT), texts.count(text -> text.match() == match));
    }
    return json;
  }

  private static JsonObject named(TextEncoder encoder) {
    JsonObject json = new JsonObject();
    json.addProperty("name", encoder.identity().name());
    json.addProperty("sha256", encoder.identity().sha256());
    return json;
  }

  private void addFields(JsonObject json) {
    Map<String, ScoredTexts> fields = texts.by(TextRow::field);
    if (fields.isEmpty()) {
      return;
    }
    JsonObject byField = new JsonObject();
    fields.forEach((name, part) -> byField.add(name, new FieldFigures(part).json(bootstrap)));
    json.add("fields", byField);
    texts
        .where(text -> !text.row().field().isEmpty())
        .ifPresent(all -> json.add("fields_overall", new FieldFigures(all).json(bootstrap)));
  }

  private void addParts(JsonObject json, String key, Map<String, ScoredTexts> parts) {
    if (parts.isEmpty()) {
      return;
    }
    JsonObject byName = new JsonObject();
    parts.forEach((name, part) -> {
      JsonObject one = new JsonObject();
      one.addProperty("texts", part.size());
      part.headline().forEach((figure, value) -> one.add(figure, ResultJson.number(value)));
      SamplingUnits drawn = part.units();
      ResultJson.addIntervals(one, bootstrap, drawn, bootstrap.intervals(drawn, part::headline));
      byName.add(name, one);
    });
    json.add(key, byName);
  }

  private String table() {
    boolean fields = texts.count(text -> !text.row().field().isEmpty()) > 0;
    boolean identified = texts.count(text -> !text.row().identifier().isEmpty()) > 0;
    boolean korean = headline.containsKey("rouge1_f1_korean");
    boolean matched = headline.containsKey("semantic_matching_accuracy");
    List<Object> columns = new ArrayList<>(List.of("line"));
    addIf(columns, identified, "identifier");
    addIf(columns, fields, "field", "state");
    addIf(
        columns, true, "sentence_bleu_exp_effective_order", "rouge1_f1", "rouge2_f1", "rougeL_f1");
    addIf(columns, korean, "rouge1_f1_korean", "rouge2_f1_korean", "rougeL_f1_korean");
    addIf(columns, texts.encoded(), "bertscore_precision", "bertscore_recall", "bertscore_f1");
    addIf(columns, matched, "semantic_match");
    ResultTable table = new ResultTable(columns);
    for (ScoredText text : texts.texts()) {
      List<Object> row = new ArrayList<>(List.of(text.row().line()));
      addIf(row, identified, text.row().identifier());
      addIf(row, fields, text.row().field(), text.row().state());
      addIf(row, true, text.bleu().sentenceScore());
      addIf(row, true, text.rouge().rouge1(), text.rouge().rouge2(), text.rouge().rougeL());
      RougeScores other = text.koreanRouge();
      addIf(row, korean, other.rouge1(), other.rouge2(), other.rougeL());
      BertScore bert = text.bert();
      addIf(row, texts.encoded(), bert.precision(), bert.recall(), bert.f1());
      addIf(row, matched, text.match());
      table.add(row);
    }
    return table.csv();
  }

  private static void addIf(List<Object> row, boolean there, Object... cells) {
    if (there) {
      row.addAll(List.of(cells));
    }
  }

  private String summary() {
    StringBuilder text =
        new StringBuilder(
            "%d texts; 95%% intervals by %d bootstrap replicates of %d %ss.%n"
                .formatted(texts.size(), bootstrap.replicates(), units.count(), units.kind()));
    text.append(ResultTable.lines(headline, intervals)).append('\n');
    measures
        .encoder()
        .map(TextEncoder::identity)
        .ifPresent(encoder ->
            text.append(
                "BERTScore by %s (SHA-256 %s): not to be compared with scores by another encoder.%n"
                    .formatted(encoder.name(), encoder.sha256())));
    undefined.forEach(sentence -> text.append(sentence).append('\n'));
    return text.toString();
  }
}
