package dev.dermstream.gateway.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Whether this gateway can serve: both peers do, and it is not draining. Thread-safe.
 *
 * <p>The conditions are added while the server is put together, before it listens.
 */
final class ServingState {
  private final List<BooleanSupplier> conditions = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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

  /** To be called after a condition may have changed. */
  void changed() {
    listeners.forEach(Runnable::run);
  }
}
