package dev.dermstream.pacs.screening;

import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings every object of the log to its disposition: at most {@code inFlight} at once, the most
 * urgent lane and the oldest first. What was begun and has not ended when the process ends is begun
 * again at the next start. Thread-safe.
 */
public final class Screener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Screener.class);

  /** Deadlines are looked at so often, and a log that failed is tried again. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private static final int MOST_EXPIRED = 1_000;

  private final Ledger ledger;
  private final Screening screening;
  private final ScreeningConfig config;
  private final List<String> destinations;
  private final Consumer<Disposition> ended;
  private final Semaphore places;
  private final Map<Long, Thread> inFlight = new ConcurrentHashMap<>();
  private final Thread dispatcher;

  /**
   * Begins with what waits in the log.
   *
   * @param destinations whither results are delivered
   * @param ended hears of every object that was brought to its end here
   */
  public Screener(
      Ledger ledger,
      Gateway gateway,
      Results results,
      DicomLimits limits,
      ScreeningConfig config,
      List<String> destinations,
      Consumer<Disposition> ended,
      Clock clock) {
    this.ledger = ledger;
    this.screening = new Screening(gateway, results, limits, config, clock);
    this.config = config;
    this.destinations = List.copyOf(destinations);
    this.ended = ended;
    this.places = new Semaphore(config.inFlight());
    this.dispatcher = Thread.ofVirtual().name("screener").start(this::run);
  }

  /** Objects that are being answered. */
  public int inFlight() {
    return inFlight.size();
  }

  /** Stops the work on objects that have ended otherwise. */
  public void giveUp(Collection<Long> numbers) {
    for (long number : numbers) {
      Thread worker = inFlight.get(number);
      if (worker != null) {
        worker.interrupt();
      }
    }
  }

  private void run() {
    try {
      while (true) {
        long seen = ledger.arrivals().rings();
        if (!dispatch()) {
          ledger.arrivals().await(seen, TICK);
        }
      }
    } catch (InterruptedException e) {
      log.debug("The screener ends");
    }
  }

  /** Returns whether there was something to do. */
  private boolean dispatch() throws InterruptedException {
    try {
      for (Waiting late : ledger.expired(MOST_EXPIRED)) {
        conclude(late, Endings.expired());
        giveUp(List.of(late.number()));
      }
      if (!places.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      places.release();
      int begun = 0;
      // Asked before the log: who ends in between stands in neither, and is not begun again.
      Set<Long> busy = Set.copyOf(inFlight.keySet());
      for (Waiting next : ledger.waiting(2 * config.inFlight())) {
        if (!busy.contains(next.number()) && places.tryAcquire()) {
          begin(next);
          begun++;
        }
      }
      return begun > 0;
    } catch (IOException e) {
      log.error("The log cannot be read; objects wait", e);
      return false;
    }
  }

  private void begin(Waiting object) {
    Thread worker =
        Thread.ofVirtual().name("screening-" + object.number()).unstarted(() -> work(object));
    inFlight.put(object.number(), worker);
    worker.start();
  }

  private void work(Waiting object) {
    try {
      Optional<byte[]> content = ledger.content(object.number());
      InstanceOutcome outcome =
          content.isEmpty()
              ? Endings.failed("INTERNAL", "The object's bytes are gone from the edge's log.")
              : screening.of(object, content.get());
      conclude(object, outcome);
    } catch (InterruptedException e) {
      log.debug("Object {} is left as it stands", object.number());
    } catch (IOException e) {
      rest(object, e);
    } catch (RuntimeException e) {
      fail(object, e);
    } finally {
      inFlight.remove(object.number());
      places.release();
    }
  }

  private void conclude(Waiting object, InstanceOutcome outcome)
      throws IOException, InterruptedException {
    List<String> to = outcome.getDicomSr().isEmpty() ? List.of() : destinations;
    if (ledger.conclude(object.number(), outcome, to)) {
      ended.accept(outcome.getDisposition());
    }
  }

  private void rest(Waiting object, IOException fault) {
    log.error("The log failed; object {} is tried again", object.number(), fault);
    try {
      Thread.sleep(TICK);
    } catch (InterruptedException e) {
      log.debug("Object {} is left as it stands", object.number());
    }
  }

  /** A fault of this program with one object must not be met again and again. */
  private void fail(Waiting object, RuntimeException fault) {
    log.error("Object {} cannot be screened", object.number(), fault);
    try {
      conclude(
          object, Endings.failed("INTERNAL", "The edge failed; its log has it under the receipt."));
    } catch (IOException e) {
      rest(object, e);
    } catch (InterruptedException e) {
      log.debug("Object {} is left as it stands", object.number());
    }
  }

  /** Stops; what has not ended stays in the log as waiting. */
  @Override
  public void close() {
    dispatcher.interrupt();
    boolean interrupted = false;
    while (dispatcher.isAlive()) {
      try {
        dispatcher.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (Thread worker : List.copyOf(inFlight.values())) {
      worker.interrupt();
    }
    places.acquireUninterruptibly(config.inFlight());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
