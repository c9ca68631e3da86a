package dev.dermstream.pacs.server;

import dev.dermstream.pacs.ledger.Ledger;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes from the log what was kept long enough, every so often. */
final class Housekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Thread thread;

  Housekeeping(Ledger ledger, Duration keepObjects, Duration keepLog, Clock clock) {
    thread =
        Thread.ofVirtual()
            .name("housekeeping")
            .start(() -> run(ledger, keepObjects, keepLog, clock));
  }

  private static void run(Ledger ledger, Duration keepObjects, Duration keepLog, Clock clock) {
    try {
      while (true) {
        Instant now = clock.instant();
        try {
          ledger.removeOld(now.minus(keepObjects), now.minus(keepLog));
        } catch (IOException e) {
          log.error("The log could not be cleared of what is old", e);
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      log.debug("Housekeeping ends");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
