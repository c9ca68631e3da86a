package dev.dermstream.batch.engine;

import com.hazelcast.jet.core.Processor;
import dev.dermstream.batch.ledger.Conclusion;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import java.util.ArrayList;
import java.util.List;

/** Notes conclusions together, as many as came while the last ones were noted. Not thread-safe. */
final class NotedConclusions {
  private final Ledger ledger;
  private final String job;
  private final List<Conclusion> together = new ArrayList<>();

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

  void flush() throws LedgerException {
    if (!together.isEmpty()) {
      ledger.conclude(job, together);
      together.clear();
    }
  }
}
