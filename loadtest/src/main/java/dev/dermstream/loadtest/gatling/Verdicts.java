package dev.dermstream.loadtest.gatling;

import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.latency.Latencies;
import dev.dermstream.loadtest.gatling.latency.RequestLatency;
import io.grpc.Status;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Verdicts that several plans have. */
final class Verdicts {
  private Verdicts() {}

  /** Requests were answered or failed with one of these statuses, and one was answered. */
  static Verdict onlyFailing(Latencies latencies, List<String> names, Set<Status.Code> allowed) {
    return new Verdict(
        "%s: failures are %s alone".formatted(String.join(", ", names), allowed),
        () -> {
          long answered = 0;
          long failed = 0;
          long wrong = 0;
          for (String name : names) {
            RequestLatency latency = latencies.of(name);
            answered += latency.answered();
            failed += latency.failed();
            wrong += latency.failed() - allowed.stream().mapToLong(latency::failed).sum();
          }
          return new Finding(
              answered > 0 && wrong == 0,
              "%d answered, %d failed, %d of them otherwise".formatted(answered, failed, wrong));
        });
  }

  /**
   * A percentile of one request is at most so many times that of another; both have answers.
   *
   * @param percentile 0 to 100, from when requests were due
   */
  static Verdict atMostTimes(
      Latencies latencies, double percentile, String name, double factor, String other) {
    return new Verdict(
        String.format(
            Locale.ROOT,
            "p%.0f of %s is at most %.1f times that of %s",
            percentile,
            name,
            factor,
            other),
        () -> {
          RequestLatency one = latencies.of(name);
          RequestLatency two = latencies.of(other);
          double oneMillis = one.fromDue().getValueAtPercentile(percentile) / 1e3;
          double twoMillis = two.fromDue().getValueAtPercentile(percentile) / 1e3;
          return new Finding(
              one.answered() > 0 && two.answered() > 0 && oneMillis <= factor * twoMillis,
              String.format(
                  Locale.ROOT,
                  "%.2f times (%.1f ms, %.1f ms)",
                  oneMillis / twoMillis,
                  oneMillis,
                  twoMillis));
        });
  }
}
