package dev.dermstream.node.rank;

import dev.dermstream.node.engine.Logits;
import java.util.Set;

/** The logarithm of the softmax over the vocabulary, row by row. Confined to one thread. */
final class LogProbabilities {
  private final Logits logits;
  private final float[] row;

  /** Logarithm of the sum of all exponentials of the row. */
  private double total;

  LogProbabilities(Logits logits) {
    this.logits = logits;
    this.row = new float[logits.vocabSize()];
  }

  /** Goes over to what follows the last token of a row. */
  void moveTo(int number) {
    logits.last(number, row);
    float highest = Float.NEGATIVE_INFINITY;
    for (float score : row) {
      highest = Math.max(highest, score);
    }
    double sum = 0;
    for (float score : row) {
      sum += Math.exp((double) score - highest);
    }
    total = highest + Math.log(sum);
  }

  /** Of one token. */
  double of(long token) {
    return row[Math.toIntExact(token)] - total;
  }

  /** Of any of some tokens. */
  double ofAny(Set<Integer> tokens) {
    double highest = tokens.stream().mapToDouble(this::of).max().orElseThrow();
    double sum = tokens.stream().mapToDouble(token -> Math.exp(of(token) - highest)).sum();
    // A probability rounded over 1 would say that it is more than certain.
    return Math.min(0, highest + Math.log(sum));
  }
}
