package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;

/**
 * BERTScore (Zhang, Kishore, Wu, Weinberger and Artzi: BERTScore, ICLR 2020, section 3): every
 * token of the candidate is matched with the token of the reference whose embedding is nearest by
 * cosine, and the other way round. As in the authors' program, tokens that the tokenizer added can
 * be matched with and weigh nothing themselves.
 *
 * @param precision weighted mean over the candidate's tokens, -1 to 1
 * @param recall weighted mean over the reference's tokens
 * @param f1 harmonic mean of both; NaN where all are undefined
 */
record BertScore(double precision, double recall, double f1) {
  /** Of a candidate that says nothing. */
  static final BertScore NOTHING_SAID = new BertScore(0, 0, 0);

  /** Where no token of the reference weighs anything. */
  static final BertScore UNDEFINED = new BertScore(Double.NaN, Double.NaN, Double.NaN);

  /** The score of a candidate. */
  static BertScore of(TokenEmbeddings reference, TokenEmbeddings candidate, TokenWeights weights) {
    double[][] wanted = reference.normalized();
    double[][] said = candidate.normalized();
    double precision = mean(candidate.tokens(), said, wanted, weights);
    double recall = mean(reference.tokens(), wanted, said, weights);
    return of(precision, recall);
  }

  /** Of its two parts. */
  static BertScore of(double precision, double recall) {
    double sum = precision + recall;
    return new BertScore(precision, recall, sum == 0 ? 0 : 2 * precision * recall / sum);
  }

  boolean isDefined() {
    return !Double.isNaN(f1);
  }

  private static double mean(
      Tokens tokens, double[][] rows, double[][] others, TokenWeights weights) {
    double sum = 0;
    double total = 0;
    for (int token = 0; token < rows.length; token++) {
      double weight = tokens.special()[token] ? 0 : weights.of(tokens.ids()[token]);
      if (weight > 0) {
        sum += weight * nearest(rows[token], others);
        total += weight;
      }
    }
    return sum / total;
  }

  private static double nearest(double[] row, double[][] others) {
    double best = -1;
    for (double[] other : others) {
      best = Math.max(best, Vectors.dot(row, other));
    }
    return best;
  }
}
