package dev.dermstream.batch.screening;

import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells the ledger what a job waits for, so that a person who looks sees it; not oftener than every
 * few seconds. Thread-safe: what is told last is what the ledger has.
 */
final class Standing {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final String job;
  private final Clock clock;
  private Instant next = Instant.MIN;
  private boolean waiting;

  Standing(Ledger ledger, String job, Clock clock) {
    this.ledger = ledger;
    this.job = job;
    this.clock = clock;
  }

  synchronized void waitsFor(String reason) throws LedgerException {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(INTERVAL);
    waiting = true;
    ledger.explain(job, reason);
  }

  synchronized void goesOn() throws LedgerException {
    if (!waiting) {
      return;
    }
    ledger.explain(job, "");
    waiting = false;
    next = Instant.MIN;
  }
}
