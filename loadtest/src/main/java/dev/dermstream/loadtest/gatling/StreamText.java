package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;

import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.action.GrpcCall;
import dev.dermstream.loadtest.gatling.latency.RequestLatency;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Users who read the summary while it is written: its first piece comes well before its end. */
final class StreamText implements Plan {
  private static final int USERS = 2;
  private static final double MOST_PART = 0.9;

  @Override
  public Cluster cluster() {
    return Cluster.EMBEDDED;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Load load(Stage stage) {
    GrpcCall<ScreenStreamRequest, ScreenStreamResponse> call =
        stage.requests().screenStream("ScreenStream with text", Lane.LANE_ROUTINE, 1, true);
    return new Load(
        List.of(stage.closed(call, stage.parameters().users(USERS))),
        List.of(global().failedRequests().count().is(0L)),
        List.of(early(stage, call)));
  }

  private static Verdict early(
      Stage stage, GrpcCall<ScreenStreamRequest, ScreenStreamResponse> call) {
    return new Verdict(
        String.format(
            Locale.ROOT, "the median first piece takes at most %.1f of the whole", MOST_PART),
        () -> {
          RequestLatency first = stage.latencies().of(call.firstName());
          RequestLatency whole = stage.latencies().of(call.name());
          double firstMillis = first.fromSend().getValueAtPercentile(50) / 1e3;
          double wholeMillis = whole.fromSend().getValueAtPercentile(50) / 1e3;
          return new Finding(
              first.answered() > 0 && firstMillis <= MOST_PART * wholeMillis,
              String.format(
                  Locale.ROOT,
                  "%.2f (%.1f ms of %.1f ms)",
                  firstMillis / wholeMillis,
                  firstMillis,
                  wholeMillis));
        });
  }
}
