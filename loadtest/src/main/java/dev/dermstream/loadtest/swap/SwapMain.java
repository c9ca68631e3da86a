package dev.dermstream.loadtest.swap;

import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.load.OpenLoop;
import dev.dermstream.loadtest.load.OpenLoop.Arrivals;
import dev.dermstream.loadtest.table.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code loadtest/swap}: a steady load, quiet and while one release follows another. Ends with 1 if
 * a request failed, an answer was not of the release that it names, or a release did not come to
 * answer.
 */
@Command(
    name = "loadtest/swap",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Swaps releases under a steady load: latencies beside the quiet ones, memory and open "
          + "files before and after.",
      "Ends with 0 only if every request was answered by exactly one release."
    })
final class SwapMain implements Callable<Integer> {
  private static final double MEBIBYTE = 1 << 20;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  @Option(names = "--swaps", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int swaps = 50;

  @Option(
      names = "--change",
      paramLabel = "WHAT",
      description =
          "What a release changes: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. "
              + "Another INDEX alone leaves the model as it is; another MODEL is loaded anew.")
  TrialReleases.Change change = TrialReleases.Change.INDEX;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      description = "From one swap to the next. Default: ${DEFAULT-VALUE}.")
  int pauseSeconds = 3;

  @Option(
      names = "--quiet",
      paramLabel = "SECONDS",
      description = "Each quiet phase, before and after. Default: ${DEFAULT-VALUE}.")
  int quietSeconds = 60;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests per second. Default: ${DEFAULT-VALUE}.")
  int rate = 10;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SwapMain()).execute(arguments));
  }

  @Override
  public Integer call()
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path work = Files.createTempDirectory("dermstream-swap-");
    System.out.println(Machine.describe(home));
    try (SwapTrial trial = SwapTrial.start(home, work, change)) {
      return measure(trial) ? 0 : 1;
    }
  }

  private boolean measure(SwapTrial trial)
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    load(trial, WARM_UP);
    Duration quietTime = Duration.ofSeconds(quietSeconds);
    LoadResult quiet = load(trial, quietTime);
    State before = State.of(trial);
    AtomicInteger silent = new AtomicInteger();
    LoadResult swapping = swapping(trial, silent);
    trial.awaitSettled();
    State after = State.of(trial);
    LoadResult again = load(trial, quietTime);
    System.out.printf(
        "%n%d requests/s; %d swaps of %s, one every %d s.%n%n"
            + "| phase | answers | failures | p50 ms | p99 ms | max ms | resident MiB | heap MiB | handles | mappings |%n"
            + "|---|---|---|---|---|---|---|---|---|---|%n",
        rate, swaps, change, pauseSeconds);
    row("quiet, before", quiet, before);
    row("swapping", swapping, after);
    row("quiet, after", again, State.of(trial));
    for (String release : trial.ids()) {
      System.out.printf("%s gave %d right answers%n", release, trial.pictures().answers(release));
    }
    Histogram allQuiet = quiet.latencies().copy();
    allQuiet.add(again.latencies());
    System.out.printf(
        Locale.ROOT,
        "SWAP | p99 %.2f times the quiet one | %d failures | %d swaps without an answer |"
            + " %+.1f MiB resident | %+.1f MiB heap | %+d handles | %+d mappings%n",
        swapping.millis(99) / (allQuiet.getValueAtPercentile(99) / 1e6),
        quiet.failures() + swapping.failures() + again.failures(),
        silent.get(),
        (after.residentBytes() - before.residentBytes()) / MEBIBYTE,
        (after.heapBytes() - before.heapBytes()) / MEBIBYTE,
        after.handles() - before.handles(),
        after.mapped() - before.mapped());
    boolean right = silent.get() == 0;
    for (LoadResult each : List.of(quiet, swapping, again)) {
      if (each.failures() > 0) {
        System.out.println("First failure: " + each.firstFailure());
        right = false;
      }
    }
    return right;
  }

  private LoadResult load(SwapTrial trial, Duration time)
      throws InterruptedException, TimeoutException {
    return OpenLoop.run(trial.pictures(), rate, Arrivals.POISSON, time);
  }

  /**
   * @param silent counts releases that answered nothing until the next one came
   */
  private LoadResult swapping(SwapTrial trial, AtomicInteger silent)
      throws InterruptedException, TimeoutException, ExecutionException {
    Duration time = Duration.ofSeconds((long) swaps * pauseSeconds);
    CountDownLatch over = new CountDownLatch(1);
    try (ExecutorService swapper = Executors.newSingleThreadExecutor()) {
      Future<?> swapped =
          swapper.submit(() -> {
            boolean ended = false;
            for (int i = 0; i < swaps && !ended; i++) {
              String next = trial.swap();
              long known = trial.pictures().answers(next);
              ended = over.await(pauseSeconds, TimeUnit.SECONDS);
              if (trial.pictures().answers(next) == known) {
                silent.incrementAndGet();
              }
            }
            return swaps;
          });
      LoadResult result = load(trial, time);
      over.countDown();
      swapped.get();
      return result;
    }
  }

  private static void row(String phase, LoadResult result, State state) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %.1f | %.1f | %.1f | %.0f | %.1f | %d | %d |%n",
        phase,
        result.latencies().getTotalCount(),
        result.failures(),
        result.millis(50),
        result.millis(99),
        result.millis(100),
        state.residentBytes() / MEBIBYTE,
        state.heapBytes() / MEBIBYTE,
        state.handles(),
        state.mapped());
  }

  /** What the server holds. */
  private record State(long heapBytes, long residentBytes, long handles, long mapped) {
    /** The heap first: what its collection lets go is not held. */
    static State of(SwapTrial trial) throws IOException {
      return new State(
          trial.heapBytes(),
          trial.residentBytes(),
          trial.openHandles(),
          trial.mappingsOfTheStore());
    }
  }
}
