package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;

import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.action.GrpcCall;
import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.loadtest.gatling.served.ChildCluster;
import dev.dermstream.loadtest.gatling.served.Elsewhere;
import dev.dermstream.loadtest.gatling.served.Served;
import dev.dermstream.loadtest.swap.TrialReleases;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A steady load, quiet for a third of the time; then one release follows another, each with another
 * index, as a refresh makes them. No request may fail, and every release must come to answer.
 */
final class RefreshUnderLoad implements Plan {
  private static final String QUIET = "Screen while quiet";
  private static final String CHANGING = "Screen while releases change";
  private static final double PER_SECOND = 5;
  private static final double MOST_TIMES = 4;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("releases").daemon().factory());
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final AtomicInteger changes = new AtomicInteger();
  private @Nullable TrialReleases releases;
  private Duration first = Duration.ZERO;
  private Duration pause = Duration.ZERO;
  private volatile String failure = "";

  @Override
  public Cluster cluster() {
    return Cluster.EMBEDDED;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Served serve(Path home, Path work, Parameters parameters)
      throws IOException, InterruptedException {
    if (parameters.has(Parameter.ADDRESS)) {
      Path store =
          parameters
              .path(Parameter.STORE)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "refresh-under-load changes the live release; name the folder of the store"
                          + " that the servers at the address follow: store=FOLDER"));
      ReleaseStore followed = new ReleaseStore(store, TrustedKeys.NONE);
      releases = new TrialReleases(followed, followed.ids());
      return new Elsewhere(parameters.text(Parameter.ADDRESS, ""));
    }
    TrialReleases made = TrialReleases.make(home, work, TrialReleases.Change.INDEX);
    releases = made;
    return ChildCluster.serving(
        home,
        work,
        """
        dermstream.releases { store = "%s", watch-interval = 100ms, linger = 1s }
        dermstream.gateway {
          upstream.probe-interval = 200ms
          routing.live-release = "%s"
        }
        """
            .formatted(made.store().directory(), made.store().livePointer()),
        "two releases of different indexes in turn: gateway, node and index in one process");
  }

  @Override
  public Load load(Stage stage) {
    first = stage.duration().dividedBy(3);
    pause = stage.parameters().duration(Parameter.PAUSE, Duration.ofSeconds(4));
    double rate = stage.parameters().rate(PER_SECOND);
    Duration rest = stage.duration().minus(first);
    return new Load(
        List.of(
            stage.open(call(stage, QUIET), Rate.steady(rate, first), Duration.ZERO),
            stage.open(call(stage, CHANGING), Rate.steady(rate, rest), first)),
        List.of(global().failedRequests().count().is(0L)),
        List.of(
            new Verdict("every release answers", this::allAnswer),
            Verdicts.atMostTimes(stage.latencies(), 95, CHANGING, MOST_TIMES, QUIET)));
  }

  private GrpcCall<ScreenRequest, ScreenResponse> call(Stage stage, String name) {
    return stage
        .requests()
        .screen(name, Lane.LANE_ROUTINE)
        .judgedBy(() ->
            answer -> {
              answers
                  .computeIfAbsent(
                      answer.getReport().getProvenance().getReleaseId(), id -> new LongAdder())
                  .increment();
              return Outcomes.of(answer.getReport());
            });
  }

  private Finding allAnswer() {
    TrialReleases all = releases;
    boolean complete = all != null && answers.keySet().containsAll(all.ids());
    return new Finding(
        complete && changes.get() > 0 && failure.isEmpty(),
        "%d changes, answers by release %s%s".formatted(changes.get(), answers.values(), failure));
  }

  @Override
  public void begin() {
    var _ =
        clock.scheduleAtFixedRate(
            this::change, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void change() {
    TrialReleases all = releases;
    if (all == null) {
      return;
    }
    try {
      all.activate((changes.get() + 1) % all.ids().size());
      changes.incrementAndGet();
    } catch (IOException | RuntimeException e) {
      // A repeating task that throws is not repeated; the verdict says it.
      failure = ", " + e;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
