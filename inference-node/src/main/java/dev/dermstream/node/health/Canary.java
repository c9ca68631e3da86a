package dev.dermstream.node.health;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One small inference at a time, sent when no other has completed for an interval or when the
 * engine is in doubt. Confined to the thread that watches.
 */
final class Canary {
  private final WatchedEngine engine;
  private final long intervalNanos;
  private @Nullable CompletableFuture<?> sent;
  private boolean doubted;

  Canary(WatchedEngine engine, Duration interval) {
    this.engine = engine;
    this.intervalNanos = interval.toNanos();
  }

  /**
   * Sends one if it is time.
   *
   * @return why the last one failed, if that tells of the engine
   */
  Optional<Throwable> tick(long nowNanos) {
    Optional<Throwable> failure = ended();
    boolean resting = nowNanos - engine.runs().lastCompletedNanos() >= intervalNanos;
    if (sent == null && (resting || doubted)) {
      doubted = false;
      send();
    }
    return failure;
  }

  /** Has one sent as soon as none is on its way. */
  void doubt() {
    doubted = true;
  }

  /** Sends one whatever the time. */
  void send() {
    try {
      sent = engine.canary();
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
  }

  /** Whether one is on its way. */
  boolean underWay() {
    return sent != null && !sent.isDone();
  }

  private Optional<Throwable> ended() {
    CompletableFuture<?> last = sent;
    if (last == null || !last.isDone()) {
      return Optional.empty();
    }
    sent = null;
    return last.isCompletedExceptionally()
        ? Optional.of(cause(last.exceptionNow())).filter(Canary::tellsOfTheEngine)
        : Optional.empty();
  }

  /** A node that is full or closing has no place for a canary, and is none the worse for it. */
  private static boolean tellsOfTheEngine(Throwable failure) {
    return !(failure instanceof ServiceException known
        && (known.code() == ErrorCode.OVERLOADED
            || known.code() == ErrorCode.DRAINING
            || known.code() == ErrorCode.DEADLINE));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
