package dev.dermstream.loadtest.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.loadtest.load.ClosedLoop;
import dev.dermstream.loadtest.load.LoadResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases follow one another in a real cluster while requests come: every third is of another
 * index alone, two of three load a model anew.
 */
class SwapIT {
  /** Twice round. */
  private static final int SWAPS = 6;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void noRequestFailsAndNoAnswerMixesReleasesWhileTheyFollowOneAnother(@TempDir Path work)
      throws Exception {
    Path home = Path.of("..").toAbsolutePath().normalize();
    try (SwapTrial trial = SwapTrial.start(home, work, TrialReleases.Change.BOTH);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      trial.heapBytes();
      long mapped = trial.mappingsOfTheStore();
      long handles = trial.openHandles();
      AtomicBoolean over = new AtomicBoolean();
      AtomicLong asked = new AtomicLong();
      Future<?> load =
          callers.submit(() -> {
            // One request after another; a wrong answer fails it as a refusal does.
            for (int i = 0; !over.get(); i++) {
              trial.pictures().call(i).join();
              asked.incrementAndGet();
            }
            return asked;
          });
      for (int i = 0; i < SWAPS; i++) {
        String next = trial.swap();
        long before = trial.pictures().answers(next);
        await()
            .atMost(PATIENCE)
            .until(() -> trial.pictures().answers(next) > before || load.isDone());
        // Else the next might come back from memory instead of being loaded.
        trial.awaitSettled();
      }
      over.set(true);
      load.get();

      assertThat(asked).hasPositiveValue();
      assertThat(trial.ids()).allMatch(id -> trial.pictures().answers(id) > 0);
      // What a release left open would be there for each of them, and stay.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            trial.heapBytes();
            assertThat(trial.mappingsOfTheStore()).isLessThanOrEqualTo(mapped);
            assertThat(trial.openHandles()).isLessThan(handles + SWAPS);
          });
      LoadResult after = ClosedLoop.run(trial.pictures(), 2, Duration.ofMillis(500));
      assertThat(after.failures()).as(after.firstFailure()).isZero();
    }
  }
}
