package dev.dermstream.node.engine;

import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a graph's wide session, if it is wanted and pays. */
final class WideTrial {
  /** Bytes of a graph and its weights over which {@link WideSession#AUTO} does not double them. */
  static final long MOST_BYTES = 256L << 20;

  /** Times as fast as the narrow session that a wide one must be. */
  static final double LEAST_GAIN = 1.15;

  private static final int ROUNDS = 8;
  private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();
  private static final Logger log = LoggerFactory.getLogger(WideTrial.class);

  private WideTrial() {}

  /** One run of a typical input. */
  interface Trial {
    /**
     * Runs.
     *
     * @throws ServiceException if the graph does not take the input
     */
    void run(OnnxGraph graph);
  }

  /**
   * Opens the wide session.
   *
   * @param trial what is timed; none if no input is known, and then nothing is shown to pay
   * @param otherWork awaited before anything is timed
   * @return what the caller closes; empty if there is to be none
   */
  static Optional<OnnxGraph> open(
      Path file, EngineConfig settled, OnnxGraph narrow, Optional<Trial> trial, OtherWork otherWork)
      throws IOException {
    if (!isPossible(settled) || !isWorthATrial(file, settled, trial)) {
      return Optional.empty();
    }
    OnnxGraph wide = OnnxGraph.loadWide(file, settled);
    boolean kept = false;
    try {
      kept =
          settled.wideSession() == WideSession.ALWAYS
              || pays(file, narrow, wide, trial.orElseThrow(), otherWork);
      return kept ? Optional.of(wide) : Optional.empty();
    } finally {
      if (!kept) {
        wide.close();
      }
    }
  }

  private static boolean isPossible(EngineConfig settled) {
    return settled.wideSession() != WideSession.NEVER
        && !settled.onGpu()
        && OperatorThreads.wide().count() > settled.intraOpThreads();
  }

  private static boolean isWorthATrial(Path file, EngineConfig settled, Optional<Trial> trial)
      throws IOException {
    return settled.wideSession() == WideSession.ALWAYS
        || (trial.isPresent() && ExternalWeights.graphBytes(file) <= MOST_BYTES);
  }

  private static boolean pays(
      Path file, OnnxGraph narrow, OnnxGraph wide, Trial trial, OtherWork otherWork)
      throws IOException {
    otherWork.awaitEnd();
    return EngineStack.call(() -> pays(file, narrow, wide, trial));
  }

  private static boolean pays(Path file, OnnxGraph narrow, OnnxGraph wide, Trial trial) {
    try {
      double gain = gain(() -> trial.run(narrow), () -> trial.run(wide), System::nanoTime);
      boolean pays = gain >= LEAST_GAIN;
      log.info(
          "{}: a lone run is {} times as fast on all processors, which is {}",
          file,
          Math.round(gain * 100) / 100.0,
          pays ? "used" : "not worth the memory");
      return pays;
    } catch (ServiceException e) {
      log.info("{}: no wide session, because the trial failed: {}", file, e.sentence());
      return false;
    }
  }

  /**
   * How many times as fast the second of two works is. Both take turns; the best time of each
   * counts, because what disturbs a run on a busy machine only ever makes it longer.
   */
  static double gain(Runnable narrow, Runnable wide, LongSupplier clock) {
    long endNanos = clock.getAsLong() + LONGEST_NANOS;
    long bestNarrow = Long.MAX_VALUE;
    long bestWide = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = clock.getAsLong();
      narrow.run();
      long between = clock.getAsLong();
      wide.run();
      long ended = clock.getAsLong();
      bestNarrow = Math.min(bestNarrow, between - begun);
      bestWide = Math.min(bestWide, ended - between);
      // The first round sets memory up; one more must follow it however slow the graph is.
      if (round > 0 && ended - endNanos >= 0) {
        break;
      }
    }
    return (double) bestNarrow / Math.max(1, bestWide);
  }
}
