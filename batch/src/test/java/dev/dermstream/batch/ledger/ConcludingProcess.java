package dev.dermstream.batch.ledger;

import static dev.dermstream.batch.ledger.Screened.answered;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Concludes what waits in an embedded ledger until it is killed, and tells after each call how many
 * files have ended.
 */
final class ConcludingProcess {
  /** Before the number, on a line of its own. */
  static final String TOLD = "ended: ";

  private static final int AT_ONCE = 50;

  private ConcludingProcess() {}

  public static void main(String[] arguments) throws Exception {
    LedgerConfig config =
        new LedgerConfig(Path.of(arguments[0]), "", "", "", 2, Duration.ofSeconds(10));
    try (Ledger ledger = Ledgers.open(config)) {
      List<ListedFile> waiting = ledger.waiting("job-1", 0, 1, -1, AT_ONCE);
      while (!waiting.isEmpty()) {
        List<Conclusion> ends = new ArrayList<>();
        for (ListedFile file : waiting) {
          ends.add(answered(file.position(), file.position() * 31 % 5_000));
        }
        ledger.conclude("job-1", ends);
        System.out.println(TOLD + ledger.tally("job-1").ended());
        waiting = ledger.waiting("job-1", 0, 1, -1, AT_ONCE);
      }
    }
  }
}
