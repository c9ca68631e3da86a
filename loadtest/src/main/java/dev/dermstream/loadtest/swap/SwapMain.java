package dev.dermstream.loadtest.swap;

import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.load.OpenLoop;
import dev.dermstream.loadtest.load.OpenLoop.Arrivals;
import dev.dermstream.loadtest.table.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code loadtest/swap}: a steady load, quiet and while one release follows another. Ends with 1 if
 * a request failed, or an answer was not of the release that it names.
 */
@Command(
    name = "loadtest/swap",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Swaps releases under a steady load: latencies beside the quiet ones, memory and open files",
      "before and after. Ends with 0 only if every request was answered by exactly one release."
    })
final class SwapMain implements Callable<Integer> {
  private static final double MEBIBYTE = 1 << 20;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  @Option(names = "--swaps", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  int swaps = 50;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      description = "From one swap to the next. Default: ${DEFAULT-VALUE}.")
  int pauseSeconds = 6;

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
    try (SwapTrial trial = SwapTrial.start(home, work)) {
      return measure(trial) ? 0 : 1;
    }
  }

  private boolean measure(SwapTrial trial)
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    load(trial, WARM_UP);
    Duration time = Duration.ofSeconds((long) swaps * pauseSeconds);
    LoadResult quiet = load(trial, time);
    State before = State.of(trial);
    LoadResult swapping = swapping(trial, time);
    trial.awaitSettled();
    State after = State.of(trial);
    LoadResult again = load(trial, time);
    System.out.printf(
        "%n%d requests/s; %d swaps, one every %d s.%n%n"
            + "| phase | answers | failures | p50 ms | p99 ms | max ms | resident MiB | handles | mapped files |%n"
            + "|---|---|---|---|---|---|---|---|---|%n",
        rate, swaps, pauseSeconds);
    row("quiet, before", quiet, before);
    row("swapping", swapping, after);
    row("quiet, after", again, State.of(trial));
    for (String release : trial.ids()) {
      System.out.printf("%s gave %d right answers%n", release, trial.pictures().answers(release));
    }
    double quietP99 = Math.max(quiet.millis(99), again.millis(99));
    System.out.printf(
        Locale.ROOT,
        "SWAP | p99 %.2f times the quiet one | %d failures | %+.1f MiB | %+d handles%n",
        swapping.millis(99) / quietP99,
        quiet.failures() + swapping.failures() + again.failures(),
        (after.residentBytes() - before.residentBytes()) / MEBIBYTE,
        after.handles() - before.handles());
    LoadResult[] all = {quiet, swapping, again};
    boolean right = true;
    for (LoadResult each : all) {
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

  private LoadResult swapping(SwapTrial trial, Duration time)
      throws InterruptedException, TimeoutException, ExecutionException {
    CountDownLatch over = new CountDownLatch(1);
    try (ExecutorService swapper = Executors.newSingleThreadExecutor()) {
      Future<?> swapped =
          swapper.submit(() -> {
            for (int i = 0; i < swaps; i++) {
              trial.swap();
              if (over.await(pauseSeconds, TimeUnit.SECONDS)) {
                return i;
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
        "| %s | %d | %d | %.1f | %.1f | %.1f | %.0f | %d | %d |%n",
        phase,
        result.latencies().getTotalCount(),
        result.failures(),
        result.millis(50),
        result.millis(99),
        result.millis(100),
        state.residentBytes() / MEBIBYTE,
        state.handles(),
        state.mapped());
  }

  /** What the server holds. */
  private record State(long residentBytes, long handles, long mapped) {
    static State of(SwapTrial trial) throws IOException {
      return new State(trial.residentBytes(), trial.openHandles(), trial.filesOfTheStore());
    }
  }
}
