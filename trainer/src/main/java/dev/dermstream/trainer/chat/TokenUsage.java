package dev.dermstream.trainer.chat;

/**
 * Tokens.
 *
 * @param in of prompts
 * @param out of answers
 */
public record TokenUsage(long in, long out) {
  public static final TokenUsage NONE = new TokenUsage(0, 0);

  /** Both together. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(in + other.in, out + other.out);
  }

  long total() {
    return in + out;
  }
}
