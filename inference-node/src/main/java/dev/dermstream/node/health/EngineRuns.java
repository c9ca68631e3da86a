package dev.dermstream.node.health;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one engine: a batch of pictures, one step of all texts, a canary. Every one is noted
 * while it lasts, which costs well under a microsecond.
 *
 * <p>A run that fails with an {@link Error} or with ENGINE_FAILED casts doubt on the engine; any
 * other refusal is its input's, and shows that the engine answers. Thread-safe. Open to extension
 * so that a test can make the runs of a real engine hang or fail.
 */
public class EngineRuns {
  private record Run(Thread thread, long begunNanos) {}

  private final Set<Run> running = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Throwable> doubt = new AtomicReference<>();
  private final AtomicLong completedNanos = new AtomicLong(System.nanoTime());

  /** Runs the engine on this thread. */
  public <T> T run(Supplier<T> work) {
    Run run = new Run(Thread.currentThread(), System.nanoTime());
    running.add(run);
    try {
      T result = work.get();
      completedNanos.set(System.nanoTime());
      return result;
    } catch (Error e) {
      doubt.set(e);
      throw e;
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.ENGINE_FAILED) {
        doubt.set(e);
      } else {
        completedNanos.set(System.nanoTime());
      }
      throw e;
    } finally {
      running.remove(run);
    }
  }

  /**
   * Begin of the run that lasts longest by now, on the scale of {@link System#nanoTime}; empty
   * while nothing runs.
   */
  public OptionalLong oldestBegunNanos() {
    long now = System.nanoTime();
    OptionalLong longest = running.stream().mapToLong(run -> now - run.begunNanos()).max();
    return longest.isPresent() ? OptionalLong.of(now - longest.getAsLong()) : longest;
  }

  /**
   * End of the last run that gave a result or refused its input; the making of this before there is
   * one.
   */
  final long lastCompletedNanos() {
    return completedNanos.get();
  }

  /** The latest failure that casts doubt on the engine, if one has come since this was asked. */
  final Optional<Throwable> takeDoubt() {
    return Optional.ofNullable(doubt.getAndSet(null));
  }
}
