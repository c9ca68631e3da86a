package dev.dermstream.trainer.evaluation.encoder;

/**
 * The embeddings of a text's tokens.
 *
 * @param tokens at least one
 * @param values {@code [tokens, dimension]}, row-major, as the model gives them
 * @param dimension at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read often, compared nowhere
public record TokenEmbeddings(Tokens tokens, float[] values, int dimension) {
  public TokenEmbeddings {
    if (values.length != tokens.length() * dimension || tokens.length() == 0) {
      throw new IllegalArgumentException(
          "%d values for %d tokens of %d".formatted(values.length, tokens.length(), dimension));
    }
  }

  /** Every token's embedding at length one: {@code [tokens][dimension]}; zeros stay zeros. */
  public double[][] normalized() {
    double[][] rows = new double[tokens.length()][dimension];
    for (int token = 0; token < rows.length; token++) {
      for (int i = 0; i < dimension; i++) {
        rows[token][i] = values[token * dimension + i];
      }
      normalize(rows[token]);
    }
    return rows;
  }

  /**
   * One embedding of the whole text: the mean over all its tokens, special ones too, at length one
   * (Reimers and Gurevych: Sentence-BERT, 2019).
   */
  public double[] pooled() {
    double[] mean = new double[dimension];
    for (int at = 0; at < values.length; at++) {
      mean[at % dimension] += values[at];
    }
    normalize(mean);
    return mean;
  }

  private static void normalize(double[] vector) {
    double square = 0;
    for (double value : vector) {
      square += value * value;
    }
    double length = Math.sqrt(square);
    for (int i = 0; i < vector.length && length > 0; i++) {
      vector[i] /= length;
    }
  }
}
