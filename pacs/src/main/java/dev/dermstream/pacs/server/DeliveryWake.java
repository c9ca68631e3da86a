package dev.dermstream.pacs.server;

import dev.dermstream.pacs.delivery.Deliveries;
import dev.dermstream.pacs.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every destination at once when the log has new results. */
final class DeliveryWake implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeliveryWake.class);
  private static final Duration GLANCE = Duration.ofMinutes(1);

  private final Thread thread;

  DeliveryWake(Ledger ledger, Deliveries deliveries, List<String> destinations) {
    thread =
        Thread.ofVirtual().name("delivery-wake").start(() -> run(ledger, deliveries, destinations));
  }

  private static void run(Ledger ledger, Deliveries deliveries, List<String> destinations) {
    try {
      long seen = 0;
      while (true) {
        ledger.deliveries().await(seen, GLANCE);
        seen = ledger.deliveries().rings();
        destinations.forEach(deliveries::wake);
      }
    } catch (InterruptedException e) {
      log.debug("Deliveries are not woken any more");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
