package dev.dermstream.batch.server;

import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.v1.JobState;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every second how far the jobs are that are being screened. */
final class RateWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RateWatch.class);

  private final Ledger ledger;
  private final Rates rates;
  private final CountDownLatch closed = new CountDownLatch(1);

  RateWatch(Ledger ledger, Rates rates) {
    this.ledger = ledger;
    this.rates = rates;
    Thread.ofVirtual().name("rates").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(1, TimeUnit.SECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Set<String> screened = new HashSet<>();
      for (JobRecord job : ledger.jobs()) {
        if (job.state() == JobState.JOB_STATE_SCREENING) {
          screened.add(job.id());
          rates.note(job.id(), ledger.tally(job.id()).ended());
        }
      }
      rates.keepOnly(screened);
    } catch (LedgerException e) {
      log.debug("Rates are not known now", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
