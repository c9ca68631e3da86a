package dev.dermstream.loadtest.swap;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Releases follow one another in a real cluster while requests come. */
class SwapIT {
  private static final int SWAPS = 4;

  @Test
  void noRequestFailsAndNoAnswerMixesReleasesWhileTheyFollowOneAnother(@TempDir Path work)
      throws Exception {
    Path home = Path.of("..").toAbsolutePath().normalize();
    try (SwapTrial trial = SwapTrial.start(home, work);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      long mapped = trial.filesOfTheStore();
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
        while (trial.pictures().answers(next) <= before && !load.isDone()) {
          Thread.sleep(20);
        }
        if (i % 2 == 1) {
          // The next one is loaded anew, those between come back from memory.
          trial.awaitSettled();
        }
      }
      over.set(true);
      load.get();

      assertThat(asked).hasPositiveValue();
      assertThat(trial.ids()).allMatch(id -> trial.pictures().answers(id) > 0);
      trial.awaitSettled();
      assertThat(trial.filesOfTheStore()).isLessThanOrEqualTo(mapped);
      LoadResult after = ClosedLoop.run(trial.pictures(), 2, Duration.ofMillis(500));
      assertThat(after.failures()).as(after.firstFailure()).isZero();
    }
  }
}
