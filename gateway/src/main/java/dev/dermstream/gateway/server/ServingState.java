package dev.dermstream.gateway.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether this gateway can serve: both peers do, and it is not draining. Thread-safe.
 *
 * <p>The conditions are added while the server is put together, before it listens.
 */
final class ServingState {
  private final List<BooleanSupplier> conditions = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch served = new CountDownLatch(1);

  void require(BooleanSupplier condition) {
    conditions.add(condition);
  }

  /**
   * @param listener runs on the thread that calls {@link #changed}
   */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  boolean isServing() {
    return conditions.stream().allMatch(BooleanSupplier::getAsBoolean);
  }

  /**
   * Waits until this gateway can serve for the first time.
   *
   * @return false if it could not within the patience
   */
  boolean awaitServing(Duration patience) throws InterruptedException {
    return served.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** To be called after a condition may have changed. */
  void changed() {
    if (served.getCount() > 0 && isServing()) {
      served.countDown();
    }
    listeners.forEach(Runnable::run);
  }
}
