package dev.dermstream.trainer.evaluation.text;

import java.util.List;

/**
 * What BLEU needs of texts (Papineni et al.: BLEU, ACL 2002), with one reference each; the counts
 * of a corpus are the sums of its texts'.
 *
 * @param correct {@code [4]} n-grams of the candidates that their references have too, clipped
 * @param total {@code [4]} n-grams of the candidates
 * @param candidateLength tokens
 * @param referenceLength tokens
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read often, compared nowhere
record BleuCounts(long[] correct, long[] total, long candidateLength, long referenceLength) {
  /** How sacrebleu signs scores of this kind. */
  static final String SIGNATURE = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp";

  private static final int ORDER = 4;

  static BleuCounts of(TextRow row) {
    List<String> candidate = Tokenizer13a.tokens(row.candidate());
    List<String> reference = Tokenizer13a.tokens(row.reference());
    long[] correct = new long[ORDER];
    long[] total = new long[ORDER];
    for (int n = 1; n <= ORDER; n++) {
      correct[n - 1] = NGrams.common(NGrams.counts(candidate, n), NGrams.counts(reference, n));
      total[n - 1] = Math.max(0, candidate.size() - n + 1);
    }
    return new BleuCounts(correct, total, candidate.size(), reference.size());
  }

  /**
   * The counts of a corpus.
   *
   * @param drawn {@code [texts]} how often each counts
   */
  static BleuCounts sum(List<BleuCounts> texts, int[] drawn) {
    long[] correct = new long[ORDER];
    long[] total = new long[ORDER];
    long candidates = 0;
    long references = 0;
    for (int i = 0; i < drawn.length; i++) {
      BleuCounts text = texts.get(i);
      for (int n = 0; n < ORDER; n++) {
        correct[n] += drawn[i] * text.correct[n];
        total[n] += drawn[i] * text.total[n];
      }
      candidates += drawn[i] * text.candidateLength;
      references += drawn[i] * text.referenceLength;
    }
    return new BleuCounts(correct, total, candidates, references);
  }

  /** BLEU of a corpus, 0 to 100; with fewer tokens than four in all it is 0. */
  double corpusScore() {
    return total[ORDER - 1] == 0 ? 0 : score(ORDER);
  }

  /** BLEU of one text, 0 to 100, by the orders of n-gram that it is long enough for. */
  double sentenceScore() {
    return score((int) Math.min(ORDER, candidateLength));
  }

  /**
   * Geometric mean of the precisions times the brevity penalty. The k-th precision of 0 is taken as
   * {@code 1 / (2^k total)} (Chen and Cherry, WMT 2014, technique 3).
   */
  private double score(int order) {
    if (correct[0] == 0) {
      return 0;
    }
    double logarithms = 0;
    double smoothing = 1;
    for (int n = 0; n < order; n++) {
      if (correct[n] == 0) {
        smoothing *= 2;
        logarithms += Math.log(1 / (smoothing * total[n]));
      } else {
        logarithms += Math.log(correct[n] / (double) total[n]);
      }
    }
    double brevity = Math.min(0, 1 - referenceLength / (double) candidateLength);
    return 100 * Math.exp(brevity + logarithms / order);
  }
}
