package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.benchmark.InferenceTarget.RunCount;
import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.loadtest.load.ClosedLoop;
import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.model.GeneratedRepository;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A server that is asked about one row of the matrix model at a time. */
final class RowServer implements AutoCloseable {
  private final String name;
  private final Target target;
  private final Supplier<RunCount> runs;

  /**
   * One turn.
   *
   * @param rowsPerRun rows that the model was run with at a time, on average
   */
  record Turn(LoadResult load, double rowsPerRun) {}

  private RowServer(String name, Target target, Supplier<RunCount> runs) {
    this.name = name;
    this.target = target;
    this.runs = runs;
  }

  /** The same server seen through another client; empty if it does not serve rows. */
  static Optional<RowServer> of(Contestant contestant) {
    int port = contestant.server().port();
    return switch (contestant.name()) {
      case Contestants.NODE -> {
        InferenceTarget target = new InferenceTarget(port, List.of(Requests.rows(1)));
        yield Optional.of(
            new RowServer(
                contestant.name(), target, () -> target.runs(GeneratedRepository.MATRICES)));
      }
      case Contestants.TUNED ->
          Optional.of(
              new RowServer(contestant.name(), PeerTarget.row(port), () -> new RunCount(0, 0)));
      default -> Optional.empty();
    };
  }

  String name() {
    return name;
  }

  /**
   * Lets it answer once, then warms it up.
   *
   * @throws IllegalStateException if its scores are not the bare engine's
   */
  void tryOut(float[] expected, int callers, Duration warmUp)
      throws InterruptedException, ExecutionException, TimeoutException {
    float[] scores = target.call(0).get(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    Agreement.require(name, 0, expected, scores);
    closed(callers, warmUp);
  }

  Turn closed(int callers, Duration time) throws InterruptedException, TimeoutException {
    RunCount before = runs.get();
    LoadResult load = ClosedLoop.run(target, callers, time);
    RunCount turn = runs.get().since(before);
    // Who counts no runs runs row by row.
    return new Turn(load, turn.runs() == 0 ? 1 : (double) turn.rows() / turn.runs());
  }

  @Override
  public void close() {
    target.close();
  }
}
