package dev.dermstream.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  @Test
  void aPartOfAMillisecondCountsAsOne() {
    assertThat(new Deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(100)).remainingMillis())
        .isBetween(99_000L, 100_000L);
    assertThat(Deadline.after(Duration.ofNanos(1)).remainingMillis()).isBetween(0L, 1L);
  }

  @Test
  void aDeadlineThatPassedHasNothingLeft() {
    assertThat(new Deadline(System.nanoTime() - 1).remainingMillis()).isZero();
    assertThat(Deadline.after(Duration.ZERO).remainingMillis()).isZero();
  }

  @Test
  void noDeadlineIsFartherThanAWeek() {
    assertThat(Deadline.after(Duration.ofHours(99_999_999)).remainingMillis())
        .isLessThanOrEqualTo(Duration.ofDays(7).toMillis());
  }

  @Test
  void theEarlierOfTwoIsChosenEvenWhereTheClockWraps() {
    Deadline before = new Deadline(Long.MAX_VALUE);
    Deadline after = new Deadline(Long.MAX_VALUE + 10);

    assertThat(Deadline.earlier(before, after)).isEqualTo(before);
    assertThat(Deadline.earlier(after, before)).isEqualTo(before);
  }
}
