package dev.dermstream.trainer.evaluation.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The figures of each text.
 *
 * @param pairs at least one
 * @param bleu of each
 * @param rouge of each
 */
record ScoredTexts(List<TextPair> pairs, List<BleuCounts> bleu, List<RougeScores> rouge) {
  ScoredTexts {
    pairs = List.copyOf(pairs);
    bleu = List.copyOf(bleu);
    rouge = List.copyOf(rouge);
  }

  static ScoredTexts of(List<TextPair> pairs) {
    return new ScoredTexts(
        pairs,
        pairs.stream().map(BleuCounts::of).toList(),
        pairs.stream().map(RougeScores::of).toList());
  }

  /** The figures of every text once, by their names in {@code metrics.json}. */
  Map<String, Double> headline() {
    return headline(IntStream.range(0, pairs.size()).map(i -> 1).toArray());
  }

  /**
   * The figures of the whole; NaN where one is undefined.
   *
   * @param drawn {@code [texts]} how often each counts
   */
  Map<String, Double> headline(int[] drawn) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("corpus_bleu", BleuCounts.sum(bleu, drawn).corpusScore());
    figures.put("rouge1_f1", mean(drawn, RougeScores::rouge1));
    figures.put("rouge2_f1", mean(drawn, RougeScores::rouge2));
    figures.put("rougeL_f1", mean(drawn, RougeScores::rougeL));
    return figures;
  }

  private double mean(int[] drawn, ToDoubleFunction<RougeScores> figure) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < drawn.length; i++) {
      if (rouge.get(i).isDefined()) {
        sum += drawn[i] * figure.applyAsDouble(rouge.get(i));
        count += drawn[i];
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
