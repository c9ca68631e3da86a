package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.BareProcess;
import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.loadtest.load.LoadResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The servers that started, agree with the bare engine, and are warm. */
final class Lineup implements AutoCloseable {
  /** Enough callers to keep every server busy while it warms up. */
  private static final int WARM_UP_CALLERS = 16;

  private final List<Contestant> contestants = new ArrayList<>();
  private final List<String> absences = new ArrayList<>();

  /** Starts one server; if it fails it is absent, with the reason. */
  void add(String name, Contestants starter, List<float[]> expected, Duration warmUp)
      throws InterruptedException {
    System.err.println("starting " + name);
    try {
      Contestant contestant = starter.start(name);
      contestants.add(contestant);
      admit(contestant, expected, warmUp);
    } catch (IOException | TimeoutException | ExecutionException | IllegalStateException e) {
      absences.add(name + ": " + reason(e));
      contestants.removeIf(contestant -> {
        boolean failed = contestant.name().equals(name);
        if (failed) {
          contestant.close();
        }
        return failed;
      });
    }
  }

  private static String reason(Exception failure) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    return String.valueOf(cause == null ? failure : cause.getMessage());
  }

  private static void admit(Contestant contestant, List<float[]> expected, Duration warmUp)
      throws InterruptedException, ExecutionException, TimeoutException, IOException {
    double most = 0;
    for (int i = 0; i < expected.size(); i++) {
      float[] scores =
          contestant.target().call(i).get(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      most = Math.max(most, Agreement.require(contestant.name(), i, expected.get(i), scores));
    }
    LoadResult load = contestant.closed(WARM_UP_CALLERS, warmUp).load();
    if (load.failures() > 0) {
      throw new IllegalStateException(
          "%d failures while warming up: %s".formatted(load.failures(), load.firstFailure()));
    }
    System.err.printf(
        "%s agrees (largest difference %.4f), warm at %.1f/s%n",
        contestant.name(), most, load.perSecond());
  }

  static List<float[]> expected(BareProcess bare, int pictures)
      throws IOException, InterruptedException {
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      expected.add(bare.scores(i));
    }
    return expected;
  }

  List<Contestant> contestants() {
    return List.copyOf(contestants);
  }

  /** Servers that do not take part, and why. */
  List<String> absences() {
    return List.copyOf(absences);
  }

  @Override
  public void close() {
    contestants.forEach(Contestant::close);
  }
}
