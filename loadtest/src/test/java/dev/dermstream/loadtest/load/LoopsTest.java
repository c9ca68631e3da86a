package dev.dermstream.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

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
    LoadResult result = ClosedLoop.run(client(10, 0), 4, Duration.ofSeconds(1));

    assertThat(most.get()).isEqualTo(4);
    assertThat(underWay.get()).isZero();
    assertThat(result.failures()).isZero();
    assertThat(result.latencies().getTotalCount()).isEqualTo(calls.get());
    assertThat(result.latencies().getMinValue()).isGreaterThanOrEqualTo(9_900_000);
  }

  @Test
  void closedLoopCountsFailuresAndSaysTheFirst() throws Exception {
    LoadResult result = ClosedLoop.run(client(1, 3), 2, Duration.ofSeconds(1));

    assertThat(result.failures()).isEqualTo(calls.get() / 3);
    assertThat(result.firstFailure()).isEqualTo("call 3");
  }

  @Test
  void openLoopSendsAtItsRateAndCountsTheWaitBehindAStalledServer() throws Exception {
    LoadResult result =
        OpenLoop.run(stalled(), 100, OpenLoop.Arrivals.EVEN, Duration.ofMillis(500));

    assertThat(result.latencies().getTotalCount()).isEqualTo(50);
    // The server answers everything only when the last request is there: the first waits longest.
    // Had this machine stood still meanwhile, everyone would have waited longer.
    long longest = result.latencies().getMaxValue();
    assertThat(longest).isGreaterThan(480_000_000);
    assertThat(result.latencies().getValueAtPercentile(50))
        .isBetween(200_000_000L, longest - 200_000_000L);
  }

  /** Answers after a while; every nth call fails, 0 for none. */
  private Client client(long millis, int failing) {
    return new FakeClient() {
      @Override
      public CompletableFuture<String> call(int index) {
        int call = calls.incrementAndGet();
        int now = underWay.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        CompletableFuture<String> answer = new CompletableFuture<>();
        var _ =
            clock.schedule(
                () -> {
                  underWay.decrementAndGet();
                  return (failing > 0 && call % failing == 0)
                      ? answer.completeExceptionally(new IllegalStateException("call " + call))
                      : answer.complete("answer");
                },
                millis,
                TimeUnit.MILLISECONDS);
        return answer;
      }
    };
  }

  /** Answers nothing before the fiftieth call. */
  private Client stalled() {
    CompletableFuture<String> all = new CompletableFuture<>();
    return new FakeClient() {
      @Override
      public CompletableFuture<String> call(int index) {
        if (index == 49) {
          all.complete("answer");
        }
        return all;
      }
    };
  }

  private abstract static class FakeClient implements Client {
    @Override
    public void close() {}
  }
}
