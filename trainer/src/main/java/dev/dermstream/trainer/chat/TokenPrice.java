package dev.dermstream.trainer.chat;

import java.math.BigDecimal;

/**
 * What a million tokens cost, in any currency.
 *
 * @param in of prompts, 0 or more
 * @param out of answers, 0 or more
 */
public record TokenPrice(BigDecimal in, BigDecimal out) {
  private static final int MILLION = 6;

  /**
   * @throws IllegalArgumentException if one is under 0
   */
  public TokenPrice {
    if (in.signum() < 0 || out.signum() < 0) {
      throw new IllegalArgumentException("price: give 0 or more");
    }
  }

  /** What tokens cost. */
  public BigDecimal of(TokenUsage usage) {
    return in.multiply(BigDecimal.valueOf(usage.in()))
        .add(out.multiply(BigDecimal.valueOf(usage.out())))
        .movePointLeft(MILLION);
  }
}
