package dev.dermstream.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  @Test
  void whatWasSavedIsSpentAndNoMore() {
    RetryBudget budget = new RetryBudget(10, 2);

    assertThat(budget.spend()).isTrue();
    assertThat(budget.spend()).isTrue();
    assertThat(budget.spend()).isFalse();
  }

  @Test
  void tenRequestsSaveOneAttemptAtTenPercent() {
    RetryBudget budget = new RetryBudget(10, 1);
    assertThat(budget.spend()).isTrue();

    request(budget, 9);
    assertThat(budget.spend()).isFalse();
    request(budget, 1);
    assertThat(budget.spend()).isTrue();
  }

  @Test
  void noMoreIsSavedThanTheBurst() {
    RetryBudget budget = new RetryBudget(100, 3);

    request(budget, 1_000);

    int spent = 0;
    while (budget.spend()) {
      spent++;
    }
    assertThat(spent).isEqualTo(3);
  }

  private static void request(RetryBudget budget, int times) {
    for (int i = 0; i < times; i++) {
      budget.requested();
    }
  }
}
