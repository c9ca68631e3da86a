package dev.dermstream.batch.engine;

import com.hazelcast.jet.core.Processor;
import dev.dermstream.batch.ledger.Conclusion;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notes conclusions together, as many as came since the last ones were noted. A commit costs as
 * much for one as for a hundred, so few wait a moment for more; what is lost by it when the worker
 * dies is screened again. Not thread-safe.
 */
final class NotedConclusions {
  /** So many do not wait. */
  private static final int MANY = 256;

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Ledger ledger;
  private final String job;
  private final List<Conclusion> together = new ArrayList<>();
  private long notedNanos = System.nanoTime();

  private NotedConclusions(Ledger ledger, String job) {
    this.ledger = ledger;
    this.job = job;
  }

  static NotedConclusions of(Processor.Context context, String job) {
    return new NotedConclusions(Worker.at(context.hazelcastInstance()).ledger(), job);
  }

  void receive(Conclusion conclusion) {
    together.add(conclusion);
  }

  /** On a thread of its own: others come into the queue before it meanwhile. */
  void flush() throws LedgerException, InterruptedException {
    if (together.isEmpty()) {
      return;
    }
    if (together.size() < MANY) {
      TimeUnit.NANOSECONDS.sleep(notedNanos + PAUSE.toNanos() - System.nanoTime());
    }
    ledger.conclude(job, together);
    together.clear();
    notedNanos = System.nanoTime();
  }
}
