package dev.dermstream.node.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsesTest {
  private final Uses uses = new Uses();

  @Test
  void whoeverHoldsAUseMayAddMoreAfterItIsRetired() {
    assertThat(uses.tryAcquire()).isTrue();
    assertThat(uses.retire(Duration.ZERO)).isFalse();
    assertThat(uses.tryAcquire()).isTrue();
    uses.release();
    uses.release();
    assertThat(uses.tryAcquire()).isFalse();
    assertThat(uses.retire(Duration.ZERO)).isTrue();
  }

  @Test
  void nobodyBeginsAfterTheLastUseOfARetiredModel() {
    assertThat(uses.retire(Duration.ZERO)).isTrue();
    assertThat(uses.tryAcquire()).isFalse();
  }

  @Test
  void retiringWaitsForTheLastUse() throws InterruptedException {
    assertThat(uses.tryAcquire()).isTrue();
    Thread other = Thread.ofVirtual().start(uses::release);
    assertThat(uses.retire(Duration.ofMinutes(1))).isTrue();
    other.join();
  }
}
