package dev.dermstream.node.server;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.health.EngineRuns;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs of a real engine, each of which a test may make hang or fail before it begins. */
final class FaultyRuns extends EngineRuns {
  private volatile Runnable fault = () -> {};
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
