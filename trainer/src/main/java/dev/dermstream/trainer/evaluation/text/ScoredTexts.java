package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.SamplingUnits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The figures of each text, and of any part of them.
 *
 * @param texts at least one
 * @param encoded whether there are BERTScores
 * @param cut texts that were longer than the encoder takes
 */
record ScoredTexts(List<ScoredText> texts, boolean encoded, long cut) {
  ScoredTexts {
    texts = List.copyOf(texts);
  }

  static ScoredTexts of(List<TextRow> rows, TextMeasures measures) throws IOException {
    Optional<BertScorer> bert = Optional.empty();
    if (measures.encoder().isPresent()) {
      bert =
          Optional.of(
              BertScorer.score(
                  rows, measures.encoder().get(), measures.byRarity(), measures.baseline()));
    }
    List<SemanticMatch> matches =
        measures.sentenceEncoder().isPresent()
            ? SemanticMatch.of(rows, measures.sentenceEncoder().get())
            : Collections.nCopies(rows.size(), SemanticMatch.NO_DISTRACTORS);
    List<ScoredText> texts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      TextRow row = rows.get(i);
      int at = i;
      texts.add(
          new ScoredText(
              row,
              BleuCounts.of(row),
              RougeScores.of(row),
              RougeScores.ofKorean(row),
              bert.map(scorer -> scorer.scores().get(at)).orElse(BertScore.UNDEFINED),
              matches.get(i)));
    }
    return new ScoredTexts(texts, bert.isPresent(), bert.map(BertScorer::cut).orElse(0L));
  }

  int size() {
    return texts.size();
  }

  /** How many rows are so. */
  long count(Predicate<ScoredText> test) {
    return texts.stream().filter(test).count();
  }

  /**
   * Those that are so.
   *
   * @return with at least one text, or empty
   */
  Optional<ScoredTexts> where(Predicate<ScoredText> test) {
    List<ScoredText> some = texts.stream().filter(test).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(new ScoredTexts(some, encoded, cut));
  }

  /** The texts by what the rows say of something, in order of the names; without it left out. */
  Map<String, ScoredTexts> by(Function<TextRow, String> attribute) {
    Map<String, ScoredTexts> parts = new LinkedHashMap<>();
    TreeSet<String> names = new TreeSet<>();
    texts.forEach(text -> names.add(attribute.apply(text.row())));
    names.remove("");
    for (String name : names) {
      where(text -> attribute.apply(text.row()).equals(name))
          .ifPresent(part -> parts.put(name, part));
    }
    return parts;
  }

  /** Groups where any row names its own (a row that does not is one by itself), else the lines. */
  SamplingUnits units() {
    boolean grouped = texts.stream().anyMatch(text -> !text.row().group().isEmpty());
    return SamplingUnits.of(
        grouped ? "group" : "line",
        texts.stream()
            .map(ScoredText::row)
            .<Object>map(row -> row.group().isEmpty() ? (Object) row.line() : row.group())
            .toList());
  }

  /** The figures of every text once, by their names in {@code metrics.json}. */
  Map<String, Double> headline() {
    return headline(IntStream.range(0, size()).map(i -> 1).toArray());
  }

  /**
   * The figures of the whole; NaN where one is undefined.
   *
   * @param drawn {@code [texts]} how often each counts
   */
  Map<String, Double> headline(int[] drawn) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(
        "corpus_bleu",
        BleuCounts.sum(texts.stream().map(ScoredText::bleu).toList(), drawn).corpusScore());
    figures.put("rouge1_f1", mean(drawn, text -> text.rouge().rouge1()));
    figures.put("rouge2_f1", mean(drawn, text -> text.rouge().rouge2()));
    figures.put("rougeL_f1", mean(drawn, text -> text.rouge().rougeL()));
    if (texts.stream().anyMatch(text -> text.row().korean())) {
      figures.put("rouge1_f1_korean", mean(drawn, text -> text.koreanRouge().rouge1()));
      figures.put("rouge2_f1_korean", mean(drawn, text -> text.koreanRouge().rouge2()));
      figures.put("rougeL_f1_korean", mean(drawn, text -> text.koreanRouge().rougeL()));
    }
    if (encoded) {
      figures.put("bertscore_precision", mean(drawn, text -> text.bert().precision()));
      figures.put("bertscore_recall", mean(drawn, text -> text.bert().recall()));
      figures.put("bertscore_f1", mean(drawn, text -> text.bert().f1()));
    }
    if (texts.stream().anyMatch(ScoredTexts::matched)) {
      figures.put("semantic_matching_accuracy", mean(drawn, ScoredTexts::right));
    }
    return figures;
  }

  static boolean matched(ScoredText text) {
    return text.match() != SemanticMatch.NO_DISTRACTORS;
  }

  private static double right(ScoredText text) {
    return switch (text.match()) {
      case RIGHT -> 1;
      case WRONG, TIED -> 0;
      case NO_DISTRACTORS -> Double.NaN;
    };
  }

  /** Over the texts for which the figure is defined. */
  private double mean(int[] drawn, ToDoubleFunction<ScoredText> figure) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < drawn.length; i++) {
      double value = figure.applyAsDouble(texts.get(i));
      if (!Double.isNaN(value)) {
        sum += drawn[i] * value;
        count += drawn[i];
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
