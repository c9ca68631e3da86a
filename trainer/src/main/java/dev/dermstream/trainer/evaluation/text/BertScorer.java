package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * BERTScore of the rows of a file.
 *
 * @param scores of each row
 * @param cut texts, references and candidates, that were longer than the encoder takes
 */
record BertScorer(List<BertScore> scores, long cut) {
  BertScorer {
    scores = List.copyOf(scores);
  }

  /**
   * Scores rows.
   *
   * @param byRarity whether tokens weigh by their inverse document frequency in the references
   */
  static BertScorer score(
      List<TextRow> rows, TextEncoder encoder, boolean byRarity, Optional<BertBaseline> baseline)
      throws IOException {
    TokenWeights weights =
        byRarity
            ? TokenWeights.inverseDocumentFrequency(
                rows.stream().map(row -> encoder.tokens(row.reference())).toList())
            : TokenWeights.EQUAL;
    EncodedTexts texts = new EncodedTexts(encoder);
    List<BertScore> scores = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += EncodedTexts.GROUP) {
      List<TextRow> group = rows.subList(from, Math.min(rows.size(), from + EncodedTexts.GROUP));
      texts.prepare(
          group.stream().flatMap(row -> Stream.of(row.reference(), row.candidate())).toList());
      for (TextRow row : group) {
        BertScore score = score(row, texts, weights);
        scores.add(baseline.map(each -> each.rescale(score)).orElse(score));
      }
    }
    long cut =
        rows.stream()
            .flatMap(row -> Stream.of(row.reference(), row.candidate()))
            .map(encoder::tokens)
            .filter(Tokens::cut)
            .count();
    return new BertScorer(scores, cut);
  }

  private static BertScore score(TextRow row, EncodedTexts texts, TokenWeights weights) {
    Optional<TokenEmbeddings> reference = texts.of(row.reference());
    Optional<TokenEmbeddings> candidate = texts.of(row.candidate());
    if (reference.isEmpty()) {
      return BertScore.UNDEFINED;
    }
    return candidate
        .map(said -> BertScore.of(reference.get(), said, weights))
        .orElse(BertScore.NOTHING_SAID);
  }
}
