package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.health.EngineRuns;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs of a real engine, each of which a test may make hang or fail before it begins. */
final class FaultyRuns extends EngineRuns {
  private volatile Runnable fault = () -> {};
  private final AtomicInteger hung = new AtomicInteger();
  final AtomicInteger completed = new AtomicInteger();

  /** What happens to the runs to come on threads of this name. */
  void befall(String thread, Runnable what) {
    fault =
        () -> {
          if (Thread.currentThread().getName().startsWith(thread)) {
            what.run();
          }
        };
  }

  /**
   * Runs to come on threads of this name wait, and count as begun long ago: no test then sits out
   * the hang timeout, which may be so long that no pause of the machine passes for a hang.
   */
  void hang(String thread, CountDownLatch until) {
    befall(
        thread,
        () -> {
          hung.incrementAndGet();
          try {
            awaitOpen(until);
          } finally {
            hung.decrementAndGet();
          }
        });
  }

  /** For what befalls a run. */
  static void awaitOpen(CountDownLatch latch) {
    try {
      assertThat(latch.await(150, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public OptionalLong oldestBegunNanos() {
    OptionalLong begun = super.oldestBegunNanos();
    return begun.isPresent() && hung.get() > 0
        ? OptionalLong.of(begun.getAsLong() - Duration.ofHours(1).toNanos())
        : begun;
  }

  @Override
  public <T> T run(Supplier<T> work) {
    return super.run(() -> {
      fault.run();
      try {
        T result = work.get();
        completed.incrementAndGet();
        return result;
      } catch (ServiceException e) {
        // The engine was there and said so, for example that it was told to end the run.
        completed.incrementAndGet();
        throw e;
      }
    });
  }
}
