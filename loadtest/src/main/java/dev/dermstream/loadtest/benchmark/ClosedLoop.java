package dev.dermstream.loadtest.benchmark;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** So many callers, each of which sends its next request when it has its answer. */
final class ClosedLoop {
  private final Target target;
  private final long end;
  private final Tally tally;
  private final AtomicInteger next = new AtomicInteger();

  private ClosedLoop(Target target, long start, long end) {
    this.target = target;
    this.end = end;
    tally = new Tally(start, end);
  }

  static LoadResult run(Target target, int callers, Duration time)
      throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    ClosedLoop loop = new ClosedLoop(target, start, start + time.toNanos());
    for (int i = 0; i < callers; i++) {
      loop.send();
    }
    return loop.tally.await();
  }

  private void send() {
    long sent = System.nanoTime();
    if (sent - end >= 0) {
      return;
    }
    tally.sent();
    var _ =
        target
            .call(next.getAndIncrement())
            .whenComplete((scores, failure) -> {
              // The next call first: the tally must not see an idle moment in between.
              send();
              tally.ended(sent, failure);
            });
  }
}
