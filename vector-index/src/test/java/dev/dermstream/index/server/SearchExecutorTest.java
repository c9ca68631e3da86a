package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SearchExecutorTest {
  private final SearchExecutor executor = new SearchExecutor(1, 1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void refusesWhatFindsNoPlaceAndServesAgainAfterwards() throws InterruptedException {
    occupyTheThread();
    executor.submit(done::incrementAndGet);
    assertRefused(ErrorCode.OVERLOADED);

    release.countDown();
    assertThat(executor.drain(Duration.ofSeconds(30))).isTrue();
    assertThat(done).hasValue(1);
  }

  @Test
  void givesBackThePlaceOfAWithdrawnTask() throws InterruptedException {
    occupyTheThread();
    Runnable withdrawn = () -> done.addAndGet(100);
    executor.submit(withdrawn);

    assertThat(executor.withdraw(withdrawn)).isTrue();
    assertThat(executor.withdraw(withdrawn)).isFalse();
    executor.submit(done::incrementAndGet);

    release.countDown();
    assertThat(executor.drain(Duration.ofSeconds(30))).isTrue();
    assertThat(done).hasValue(1);
  }

  @Test
  void takesNothingOnceItDrains() throws InterruptedException {
    assertThat(executor.drain(Duration.ofSeconds(30))).isTrue();

    assertRefused(ErrorCode.DRAINING);
  }

  private void assertRefused(ErrorCode code) {
    assertThatThrownBy(() -> executor.submit(done::incrementAndGet))
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void occupyTheThread() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    executor.submit(() -> {
      running.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    running.await();
  }
}
