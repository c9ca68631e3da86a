package dev.dermstream.trainer.evaluation.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * F1 of ROUGE-N and ROUGE-L (Lin: ROUGE, 2004) of one text, 0 to 1. Tokens are runs of {@code
 * [a-z0-9]} of the text in lower case, not stemmed; so there is nothing to measure where a
 * reference is in another script, and all are NaN. Korean has tokens and figures of its own.
 *
 * @param rouge1 of single tokens
 * @param rouge2 of pairs of tokens
 * @param rougeL of the longest common subsequence
 */
record RougeScores(double rouge1, double rouge2, double rougeL) {
  static final String TOKENISATION = "lower case, [a-z0-9]+ runs, no stemming";
  private static final Pattern TOKEN = Pattern.compile("[a-z0-9]+");

  private static final RougeScores UNDEFINED = new RougeScores(Double.NaN, Double.NaN, Double.NaN);

  /** Of a text whose words are runs of Latin letters and digits; undefined for a Korean one. */
  static RougeScores of(TextRow row) {
    return row.korean() ? UNDEFINED : of(tokens(row.reference()), tokens(row.candidate()));
  }

  /** Of a Korean text by {@link KoreanTokenizer}; undefined for any other. */
  static RougeScores ofKorean(TextRow row) {
    return row.korean()
        ? of(KoreanTokenizer.tokens(row.reference()), KoreanTokenizer.tokens(row.candidate()))
        : UNDEFINED;
  }

  private static RougeScores of(List<String> reference, List<String> candidate) {
    if (reference.isEmpty()) {
      return UNDEFINED;
    }
    return new RougeScores(
        overlap(reference, candidate, 1),
        overlap(reference, candidate, 2),
        f1(longestCommonSubsequence(reference, candidate), reference.size(), candidate.size()));
  }

  boolean isDefined() {
    return !Double.isNaN(rouge1);
  }

  private static List<String> tokens(String text) {
    return TOKEN.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }

  private static double overlap(List<String> reference, List<String> candidate, int n) {
    return f1(
        NGrams.common(NGrams.counts(reference, n), NGrams.counts(candidate, n)),
        reference.size() - n + 1,
        candidate.size() - n + 1);
  }

  /** Twice what is common by what both have; 0 where nothing is common. */
  private static double f1(long common, int ofReference, int ofCandidate) {
    return common == 0 ? 0 : 2.0 * common / (ofReference + ofCandidate);
  }

  private static int longestCommonSubsequence(List<String> one, List<String> other) {
    int[] above = new int[other.size() + 1];
    for (String token : one) {
      int[] row = new int[above.length];
      for (int i = 1; i < row.length; i++) {
        row[i] = token.equals(other.get(i - 1)) ? above[i - 1] + 1 : Math.max(above[i], row[i - 1]);
      }
      above = row;
    }
    return above[other.size()];
  }
}
