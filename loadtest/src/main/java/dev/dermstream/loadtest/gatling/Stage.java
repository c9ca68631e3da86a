package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.dermstream.loadtest.gatling.action.ChannelPool;
import dev.dermstream.loadtest.gatling.action.Due;
import dev.dermstream.loadtest.gatling.action.GrpcAction;
import dev.dermstream.loadtest.gatling.action.GrpcCall;
import dev.dermstream.loadtest.gatling.arrival.Arrivals;
import dev.dermstream.loadtest.gatling.arrival.OpenUsers;
import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.loadtest.gatling.latency.Latencies;
import dev.dermstream.loadtest.gatling.picture.DrawnPictures;
import dev.dermstream.loadtest.gatling.served.Served;
import dev.dermstream.loadtest.load.ClosedLoop;
import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a plan builds its users from. Plans use it on one thread; {@link #over} is thread-safe. */
final class Stage {
  /** Of a plan's own callers before the run. */
  static final int CALLERS = 16;

  private static final Duration CAPACITY_TIME = Duration.ofSeconds(6);

  /** Gatling begins to count the time of closed users a little later than the run begins. */
  private static final Duration CLOSED_GRACE = Duration.ofSeconds(3);

  private static final double MOST_PER_SECOND = 1_000_000;

  private final Parameters parameters;
  private final Served served;
  private final ChannelPool channels;
  private final Latencies latencies;
  private final DrawnPictures pictures;
  private final Duration duration;
  private final Optional<ServerWatch> watch;
  private final List<Arrivals> arrivals = new ArrayList<>();
  private Duration grace = Duration.ZERO;
  private volatile long end;

  Stage(
      Parameters parameters,
      Served served,
      ChannelPool channels,
      Latencies latencies,
      DrawnPictures pictures,
      Duration duration) {
    this.parameters = parameters;
    this.served = served;
    this.channels = channels;
    this.latencies = latencies;
    this.pictures = pictures;
    this.duration = duration;
    this.watch =
        served.pid().isPresent()
            ? Optional.of(new ServerWatch(served.pid().getAsLong(), duration))
            : Optional.empty();
  }

  /** Of servers that were started for this run. */
  Optional<ServerWatch> watch() {
    return watch;
  }

  Parameters parameters() {
    return parameters;
  }

  Served served() {
    return served;
  }

  Latencies latencies() {
    return latencies;
  }

  /** How long requests are sent. */
  Duration duration() {
    return duration;
  }

  Duration deadline() {
    return parameters.duration(Parameter.DEADLINE, Duration.ofSeconds(30));
  }

  String profile() {
    return parameters.text(Parameter.PROFILE, "");
  }

  Requests requests() {
    return new Requests(pictures, profile(), deadline());
  }

  /** What the servers say that they serve. */
  Release release() {
    return ScreeningServiceGrpc.newBlockingStub(channels.next())
        .withDeadlineAfter(deadline().toMillis(), TimeUnit.MILLISECONDS)
        .getRelease(GetReleaseRequest.getDefaultInstance())
        .getRelease();
  }

  /**
   * Screens pictures before the run.
   *
   * @throws IllegalStateException if none is answered; says why
   */
  LoadResult screen(int callers, Duration time) throws InterruptedException {
    try (Warming client =
        new Warming(channels, pictures, profile(), Math.min(20_000, deadline().toMillis()))) {
      LoadResult result = ClosedLoop.run(client, callers, time);
      if (result.latencies().getTotalCount() == 0) {
        throw new IllegalStateException(
            "Nothing was answered by %s: %s"
                .formatted(served.description(), result.firstFailure()));
      }
      return result;
    } catch (TimeoutException e) {
      throw new IllegalStateException("Calls of the warm-up did not end", e);
    }
  }

  /** Pictures a second that the servers can do: given, or what closed callers get now. */
  double capacity() throws InterruptedException {
    return parameters.has(Parameter.CAPACITY)
        ? parameters.number(Parameter.CAPACITY, 1, 0.01, MOST_PER_SECOND)
        : screen(parameters.users(CALLERS), CAPACITY_TIME).perSecond();
  }

  /** Users who come at random at that rate, for one screening each. */
  PopulationBuilder screening(String name, Lane lane, Rate rate, Duration after) {
    return open(requests().screen(name, lane), rate, after);
  }

  /** Users who come at random at that rate, for one call each. */
  <Q, R> PopulationBuilder open(GrpcCall<Q, R> call, Rate rate, Duration after) {
    Arrivals drawn = Arrivals.draw(rate, after, parameters.seed() + 31L * arrivals.size());
    arrivals.add(drawn);
    return OpenUsers.of(fed(call, drawn), drawn);
  }

  /** So many users, each of whom calls again when the answer is there. */
  <Q, R> PopulationBuilder closed(GrpcCall<Q, R> call, int users) {
    grace = CLOSED_GRACE;
    return fed(call, Due.WHEN_SENT).injectClosed(constantConcurrentUsers(users).during(duration));
  }

  private <Q, R> ScenarioBuilder fed(GrpcCall<Q, R> call, Due due) {
    ActionBuilder action = GrpcAction.of(call, channels, latencies, due);
    double dicom = parameters.number(Parameter.DICOM, 25, 0, 100) / 100;
    return scenario(call.name())
        .feed(pictures.feeder(dicom, parameters.seed() + call.name().hashCode()))
        .exec(action);
  }

  void begin() {
    end = System.nanoTime() + duration.plus(grace).toNanos();
    latencies.begin();
  }

  /** All requests have been sent, and all calls have ended. */
  boolean over() {
    return System.nanoTime() - end > 0
        && arrivals.stream().allMatch(each -> each.sent() == each.count())
        && latencies.idle();
  }
}
