package dev.dermstream.loadtest.gatling.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final long BEGIN = System.nanoTime();
  private final Latencies latencies = new Latencies(Duration.ofSeconds(12));

  @Test
  void aRequestThatWasSentLateWaitedFromWhenItWasDue() {
    record(Status.Code.OK, 0, 3_000, 3_007);

    RequestLatency screen = latencies.of("Screen");
    assertThat(screen.fromDue().getMaxValue()).isCloseTo(3_007_000, by(3_007_000));
    assertThat(screen.fromSend().getMaxValue()).isCloseTo(7_000, by(7_000));
  }

  private static org.assertj.core.data.Offset<Long> by(long value) {
    // Three digits.
    return org.assertj.core.api.Assertions.within(value / 500);
  }

  @Test
  void failuresAreCountedByCodeAndApartFromLatencies() {
    record(Status.Code.OK, 0, 0, 10);
    record(Status.Code.RESOURCE_EXHAUSTED, 0, 0, 1);
    record(Status.Code.RESOURCE_EXHAUSTED, 0, 0, 1);
    record(Status.Code.UNAVAILABLE, 0, 0, 1);

    RequestLatency screen = latencies.of("Screen");
    assertThat(screen.failures())
        .isEqualTo(Map.of(Status.Code.RESOURCE_EXHAUSTED, 2L, Status.Code.UNAVAILABLE, 1L));
    assertThat(screen.answered()).isEqualTo(1);
    assertThat(screen.fromDue().getMinValue()).isGreaterThan(9_000);
  }

  @Test
  void throughputRunsFromTheFirstDueRequestToTheLastEnd() {
    for (long second = 0; second < 10; second++) {
      record(Status.Code.OK, 1_000 * second, 1_000 * second, 1_000 * second + 1_000);
    }

    assertThat(latencies.of("Screen").answeredPerSecond()).isEqualTo(1.0);
  }

  @Test
  void aSliceHasTheRequestsThatWereDueInIt() {
    // Of an hour each: the moment between the two readings of the clock leads into no other slice.
    Latencies halfADay = new Latencies(Duration.ofHours(12));
    halfADay.begin();
    long begin = System.nanoTime();
    halfADay.record("Screen", Status.Code.OK, begin, begin, begin + 1);
    long late = begin + TimeUnit.MINUTES.toNanos(330);
    halfADay.record("Screen", Status.Code.OK, late, late, late + 1);
    long over = begin + TimeUnit.HOURS.toNanos(100);
    halfADay.record("Screen", Status.Code.OK, over, over, over + 1);

    List<Long> answered = halfADay.slices("Screen").stream().map(RequestLatency::answered).toList();
    assertThat(answered).containsExactly(1L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 1L);
  }

  @Test
  void theReportHasPercentilesInMicroseconds() {
    for (int i = 1; i <= 1_000; i++) {
      record(Status.Code.OK, 0, 0, i);
    }
    record(Status.Code.DEADLINE_EXCEEDED, 0, 0, 2_000);

    JsonObject facts = new JsonObject();
    facts.addProperty("simulation", "smoke");
    JsonObject run = LatencyReport.json(latencies, facts);

    assertThat(run.get("simulation").getAsString()).isEqualTo("smoke");
    JsonObject screen = run.getAsJsonArray("requests").get(0).getAsJsonObject();
    assertThat(screen.get("name").getAsString()).isEqualTo("Screen");
    assertThat(screen.get("answered").getAsLong()).isEqualTo(1_000);
    assertThat(screen.getAsJsonObject("errors").get("DEADLINE_EXCEEDED").getAsLong()).isEqualTo(1);
    JsonObject due = screen.getAsJsonObject("from_due");
    assertThat(due.keySet()).containsExactly("p50", "p90", "p95", "p99", "p99.9", "max", "mean");
    assertThat(due.get("p50").getAsLong()).isCloseTo(500_000, by(500_000));
    assertThat(due.get("p99.9").getAsLong()).isCloseTo(999_000, by(999_000));
    assertThat(screen.getAsJsonArray("slices")).hasSize(Latencies.SLICES);
  }

  private void record(Status.Code code, long dueMillis, long sentMillis, long endMillis) {
    latencies.record("Screen", code, at(dueMillis), at(sentMillis), at(endMillis));
  }

  private static long at(long millis) {
    return BEGIN + TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
