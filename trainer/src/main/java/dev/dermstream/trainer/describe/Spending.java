package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.chat.TokenPrice;
import dev.dermstream.trainer.chat.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** What answers have cost, those of earlier runs too, and where that ends. Thread-safe. */
final class Spending {
  private static final int DECIMALS = 4;

  private final TokenPrice price;
  private final Optional<BigDecimal> most;
  private TokenUsage used = TokenUsage.NONE;

  /**
   * @param most that may be spent, by the price's currency; what is under way when it is reached is
   *     still paid
   */
  Spending(TokenPrice price, Optional<BigDecimal> most) {
    this.price = price;
    this.most = most;
  }

  synchronized void add(TokenUsage usage) {
    used = used.plus(usage);
  }

  synchronized TokenUsage used() {
    return used;
  }

  BigDecimal cost() {
    return price.of(used()).setScale(DECIMALS, RoundingMode.HALF_UP);
  }

  /**
   * To be called before a question.
   *
   * @throws CostLimitException if no more may be spent
   */
  void requireMore() throws CostLimitException {
    if (most.isPresent() && price.of(used()).compareTo(most.get()) >= 0) {
      throw new CostLimitException(
          "stopped at the limit of cost: %s of %s are spent"
              .formatted(cost().toPlainString(), most.get().toPlainString()));
    }
  }
}
