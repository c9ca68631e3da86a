package dev.dermstream.loadtest.load;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** So many callers, each of which sends its next request when it has its answer. */
public final class ClosedLoop {
  private final Client client;
  private final long end;
  private final Tally tally;
  private final AtomicInteger next = new AtomicInteger();

  private ClosedLoop(Client client, long start, long end) {
    this.client = client;
    this.end = end;
    tally = new Tally(start, end);
  }

  public static LoadResult run(Client client, int callers, Duration time)
      throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    ClosedLoop loop = new ClosedLoop(client, start, start + time.toNanos());
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
        client
            .call(next.getAndIncrement())
            .whenComplete((answer, failure) -> {
              // The next call first: the tally must not see an idle moment in between.
              send();
              tally.ended(sent, failure);
            });
  }
}
