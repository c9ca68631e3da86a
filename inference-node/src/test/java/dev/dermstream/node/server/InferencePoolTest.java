package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InferencePoolTest {
  private final CountDownLatch release = new CountDownLatch(1);

  /** Runs until it is released. */
  private final class Blocked implements InferencePool.Task {
    private final int payloadBytes;
    private final CountDownLatch begun = new CountDownLatch(1);

    Blocked(int payloadBytes) {
      this.payloadBytes = payloadBytes;
    }

    @Override
    public int payloadBytes() {
      return payloadBytes;
    }

    @Override
    public void run() {
      begun.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void refusesMoreRequestsThanItHasPlacesFor() throws InterruptedException {
    InferencePool pool = new InferencePool(1, 2, 1000);
    Blocked running = new Blocked(1);
    pool.submit(running);
    running.begun.await();
    pool.submit(new Blocked(1));
    pool.submit(new Blocked(1));

    assertRefused(pool, new Blocked(1), ErrorCode.OVERLOADED);
    assertThat(pool.heldBytes()).isEqualTo(3);

    release.countDown();
    await().until(() -> pool.heldBytes() == 0);
    pool.shutdown();
    assertThat(pool.awaitEnd(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void refusesMoreBytesThanItMayHold() {
    InferencePool pool = new InferencePool(1, 10, 1000);
    pool.submit(new Blocked(600));

    assertRefused(pool, new Blocked(401), ErrorCode.OVERLOADED);
    pool.submit(new Blocked(400));

    release.countDown();
    await().until(() -> pool.heldBytes() == 0);
    pool.shutdown();
  }

  @Test
  void takesATaskBackThatNoThreadHasBegun() throws InterruptedException {
    InferencePool pool = new InferencePool(1, 2, 1000);
    Blocked running = new Blocked(10);
    Blocked waiting = new Blocked(20);
    pool.submit(running);
    running.begun.await();
    pool.submit(waiting);

    assertThat(pool.withdraw(running)).isFalse();
    assertThat(pool.withdraw(waiting)).isTrue();
    assertThat(pool.withdraw(waiting)).isFalse();
    assertThat(pool.queued()).isZero();
    assertThat(pool.heldBytes()).isEqualTo(10);

    release.countDown();
    pool.shutdown();
    assertThat(pool.awaitEnd(Duration.ofSeconds(30))).isTrue();
    assertThat(waiting.begun.getCount()).isOne();
  }

  @Test
  void refusesAsDrainingOnceItIsShutDown() {
    InferencePool pool = new InferencePool(1, 2, 1000);
    pool.shutdown();

    assertRefused(pool, new Blocked(1), ErrorCode.DRAINING);
    assertThat(pool.heldBytes()).isZero();
  }

  private static void assertRefused(InferencePool pool, Blocked task, ErrorCode code) {
    assertThatThrownBy(() -> pool.submit(task))
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
