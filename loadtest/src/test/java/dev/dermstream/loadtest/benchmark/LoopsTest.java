package dev.dermstream.loadtest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopsTest {
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  @Test
  void closedLoopKeepsAsManyCallsUnderWayAsItHasCallers() throws Exception {
    LoadResult result = ClosedLoop.run(target(10, 0), 4, Duration.ofMillis(300));

    assertThat(most.get()).isEqualTo(4);
    assertThat(underWay.get()).isZero();
    assertThat(result.failures()).isZero();
    assertThat(result.latencies().getTotalCount()).isEqualTo(calls.get());
    assertThat(result.latencies().getMinValue()).isGreaterThanOrEqualTo(9_900_000);
  }

  @Test
  void closedLoopCountsFailuresAndSaysTheFirst() throws Exception {
    LoadResult result = ClosedLoop.run(target(1, 3), 2, Duration.ofMillis(200));

    assertThat(result.failures()).isEqualTo(calls.get() / 3);
    assertThat(result.firstFailure()).isEqualTo("call 3");
  }

  @Test
  void openLoopSendsAtItsRateAndCountsTheWaitBehindAStalledServer() throws Exception {
    LoadResult result =
        OpenLoop.run(stalled(), 100, OpenLoop.Arrivals.EVEN, Duration.ofMillis(500));

    assertThat(result.latencies().getTotalCount()).isEqualTo(50);
    // The server answers everything only when the last request is there: the first waits longest.
    assertThat(result.latencies().getMaxValue()).isGreaterThan(480_000_000);
    assertThat(result.latencies().getValueAtPercentile(50)).isBetween(200_000_000L, 400_000_000L);
  }

  @Test
  void serversThatDoOtherWorkAreNotCompared() {
    float[] expected = {1, 2, 4, 3};

    assertThat(Agreement.require("peer", 0, expected, new float[] {1, 2, 4.01f, 3}))
        .isLessThan(Agreement.TOLERANCE);
    assertThatThrownBy(() -> Agreement.require("peer", 0, expected, new float[] {1, 2, 3, 4}))
        .hasMessageContaining("class 3, not 2");
    assertThatThrownBy(() -> Agreement.require("peer", 0, expected, new float[] {2, 3, 5, 4}))
        .hasMessageContaining("disagrees");
    assertThatThrownBy(() -> Agreement.require("peer", 0, expected, new float[3]))
        .hasMessageContaining("3 scores");
  }

  /** Answers after a while; every nth call fails, 0 for none. */
  private Target target(long millis, int failing) {
    return new FakeTarget() {
      @Override
      public CompletableFuture<float[]> call(int index) {
        int call = calls.incrementAndGet();
        int now = underWay.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        CompletableFuture<float[]> answer = new CompletableFuture<>();
        var _ =
            clock.schedule(
                () -> {
                  underWay.decrementAndGet();
                  return (failing > 0 && call % failing == 0)
                      ? answer.completeExceptionally(new IllegalStateException("call " + call))
                      : answer.complete(new float[0]);
                },
                millis,
                TimeUnit.MILLISECONDS);
        return answer;
      }
    };
  }

  /** Answers nothing before the fiftieth call. */
  private Target stalled() {
    CompletableFuture<float[]> all = new CompletableFuture<>();
    return new FakeTarget() {
      @Override
      public CompletableFuture<float[]> call(int index) {
        if (index == 49) {
          all.complete(new float[0]);
        }
        return all;
      }
    };
  }

  private abstract static class FakeTarget implements Target {
    @Override
    public void close() {}
  }
}
