package dev.dermstream.node.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which of a graph's sessions a run takes: the wide one, where there is one, if no other run of the
 * graph has begun and not ended; else the narrow one, because what shares the processors is done
 * soonest with a processor for each. Thread-safe.
 *
 * @param <S> a session
 */
final class LoneRuns<S> {
  private final S narrow;
  private final Optional<S> wide;
  private final AtomicInteger begun = new AtomicInteger();

  LoneRuns(S narrow, Optional<S> wide) {
    this.narrow = narrow;
    this.wide = wide;
  }

  /** A run. */
  interface Run<S, T, E extends Exception> {
    T on(S session) throws E;
  }

  /**
   * Runs.
   *
   * @param alone false if the caller knows of work that wants the processors meanwhile
   */
  <T, E extends Exception> T run(boolean alone, Run<S, T, E> run) throws E {
    boolean first = begun.getAndIncrement() == 0;
    try {
      return run.on(alone && first ? wide.orElse(narrow) : narrow);
    } finally {
      begun.decrementAndGet();
    }
  }
}
