package dev.dermstream.trainer.evaluation.text;

import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.text.TextRow.State;
import java.util.DoubleSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** One field of extractions, or all of them: BERTScore F1 and what is not there. */
record FieldFigures(ScoredTexts texts) {
  private static final String F1 = "bertscore_f1";

  /**
   * The figures. A field that is missing or whose answer cannot be parsed says nothing and scores
   * nothing; {@code bertscore_f1_written} leaves it out.
   */
  JsonObject json(Bootstrap bootstrap) {
    JsonObject json = new JsonObject();
    json.addProperty("texts", texts.size());
    json.addProperty("missing", share(State.MISSING));
    json.addProperty("unparseable", share(State.UNPARSEABLE));
    if (texts.encoded()) {
      Map<String, Interval> intervals = bootstrap.intervals(texts.units(), texts::headline);
      JsonObject all = statistics(texts);
      all.add("interval_95", ResultJson.interval(Objects.requireNonNull(intervals.get(F1))));
      json.add(F1, all);
      texts
          .where(text -> text.row().state() == State.WRITTEN)
          .ifPresent(written -> json.add("bertscore_f1_written", statistics(written)));
    }
    return json;
  }

  private double share(State state) {
    return texts.count(text -> text.row().state() == state) / (double) texts.size();
  }

  private static JsonObject statistics(ScoredTexts of) {
    double[] scores =
        of.texts().stream()
            .map(ScoredText::bert)
            .filter(BertScore::isDefined)
            .mapToDouble(BertScore::f1)
            .toArray();
    DoubleSummaryStatistics summary = DoubleStream.of(scores).summaryStatistics();
    double mean = scores.length == 0 ? Double.NaN : summary.getAverage();
    double squares = DoubleStream.of(scores).map(score -> (score - mean) * (score - mean)).sum();
    JsonObject json = new JsonObject();
    json.add("mean", ResultJson.number(mean));
    json.add("minimum", ResultJson.number(scores.length == 0 ? Double.NaN : summary.getMin()));
    json.add("maximum", ResultJson.number(scores.length == 0 ? Double.NaN : summary.getMax()));
    json.add(
        "standard_deviation",
        ResultJson.number(
            scores.length < 2 ? Double.NaN : Math.sqrt(squares / (scores.length - 1))));
    return json;
  }
}
