package dev.dermstream.node.generate;

/**
 * How the next token is chosen.
 *
 * @param temperature divides the scores; 0: always the best token, nothing else counts then
 * @param topK only the k likeliest tokens; 0: all of them
 * @param topP only the likeliest tokens that together have this probability; 0 or 1: all of them
 * @param seed of the text's own random numbers: the same seed gives the same text
 */
public record SamplingParameters(float temperature, int topK, float topP, long seed) {
  /** Always the best token. */
  public static final SamplingParameters GREEDY = new SamplingParameters(0, 0, 0, 0);

  /** Highest temperature. */
  private static final float HOTTEST = 2;

  /**
   * @throws IllegalArgumentException if a value is out of its range or no number; the message is a
   *     sentence for the caller
   */
  public SamplingParameters {
    // Written so that NaN fails too.
    require(temperature >= 0 && temperature <= HOTTEST, "The temperature must be 0 to 2.");
    require(topK >= 0, "top_k must be at least 0.");
    require(topP >= 0 && topP <= 1, "top_p must be 0 to 1.");
  }

  private static void require(boolean right, String sentence) {
    if (!right) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
