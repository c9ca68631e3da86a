package dev.dermstream.trainer.evaluation.text;

import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.evaluation.ResultFolder;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.ResultTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code dermstream evaluate --texts}. Input that cannot be used throws {@link
 * dev.dermstream.error.ServiceException} (INVALID_INPUT), files that cannot be read {@link
 * IOException}; both messages are for the user as they stand.
 */
public final class TextEvaluation {
  private final ScoredTexts texts;
  private final Bootstrap bootstrap;
  private final Map<String, Double> headline;
  private final Map<String, Interval> intervals;
  private final List<String> undefined;

  private TextEvaluation(List<TextPair> pairs, Bootstrap bootstrap) {
    texts = ScoredTexts.of(pairs);
    this.bootstrap = bootstrap;
    headline = texts.headline();
    intervals = bootstrap.intervals(pairs.size(), texts::headline);
    long without = texts.rouge().stream().filter(scores -> !scores.isDefined()).count();
    undefined =
        without == 0
            ? List.of()
            : List.of(
                "%d of %d references hold no run of [a-z0-9]: ROUGE is undefined there, and the means leave them out."
                    .formatted(without, pairs.size()));
  }

  /**
   * Evaluates texts.
   *
   * @param file one JSON object a line with {@code reference} and {@code candidate}, UTF-8
   * @param out a new or empty folder, which gets {@code metrics.json} and {@code per-text.csv}
   * @param bootstrap of the intervals
   * @return the headline figures, for a person
   */
  public static String run(Path file, Path out, Bootstrap bootstrap) throws IOException {
    ResultFolder folder = new ResultFolder(out);
    TextEvaluation evaluation = new TextEvaluation(TextFile.read(file), bootstrap);
    folder.write(
        Map.of(
            "metrics.json", ResultJson.text(evaluation.json()),
            "per-text.csv", evaluation.table()));
    return evaluation.summary();
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("texts", texts.pairs().size());
    headline.forEach((name, figure) -> json.add(name, ResultJson.number(figure)));
    json.addProperty("bleu_signature", BleuCounts.SIGNATURE);
    json.addProperty("rouge_tokenisation", RougeScores.TOKENISATION);
    json.add("intervals_95", ResultJson.intervals(bootstrap, intervals));
    json.add("undefined", ResultJson.sentences(undefined));
    return json;
  }

  private String table() {
    ResultTable table =
        new ResultTable(
            "line", "sentence_bleu_exp_effective_order", "rouge1_f1", "rouge2_f1", "rougeL_f1");
    for (int i = 0; i < texts.pairs().size(); i++) {
      RougeScores rouge = texts.rouge().get(i);
      table.add(
          List.of((long) texts.pairs().get(i).line()),
          List.of(
              texts.bleu().get(i).sentenceScore(), rouge.rouge1(), rouge.rouge2(), rouge.rougeL()));
    }
    return table.csv();
  }

  private String summary() {
    StringBuilder text =
        new StringBuilder(
            "%d texts; 95%% intervals by %d bootstrap replicates.%n"
                .formatted(texts.pairs().size(), bootstrap.replicates()));
    text.append(ResultTable.lines(headline, intervals)).append('\n');
    undefined.forEach(sentence -> text.append(sentence).append('\n'));
    return text.toString();
  }
}
