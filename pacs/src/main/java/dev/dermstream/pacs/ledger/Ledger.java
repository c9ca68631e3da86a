package dev.dermstream.pacs.ledger;

import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceError;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.ReconcileRequest;
import dev.dermstream.pacs.v1.Reconciliation;
import dev.dermstream.pacs.v1.StudySummary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The durable log: every object that was received, and how each ended. What a method that writes
 * has returned for is on the disk. All methods may wait for the disk; none is for an event loop.
 * Thread-safe.
 */
public final class Ledger implements AutoCloseable {
  private final LedgerDatabase database;
  private final Clock clock;
  private final Bell arrivals = new Bell();
  private final Bell outcomes = new Bell();
  private final Bell deliveries = new Bell();

  private Ledger(LedgerDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens the log in a folder, which only this process may write then.
   *
   * @throws IOException if another process writes it, or it cannot be opened
   */
  public static Ledger open(Path directory, Clock clock) throws IOException {
    return new Ledger(LedgerDatabase.open(directory), clock);
  }

  /**
   * Opens the log to read it, beside the process that writes it.
   *
   * @throws IOException if there is none
   */
  public static Ledger read(Path directory) throws IOException {
    return new Ledger(LedgerDatabase.read(directory), Clock.systemUTC());
  }

  /** Rings when there may be new work. */
  public Bell arrivals() {
    return arrivals;
  }

  /** Rings when there are new outcomes. */
  public Bell outcomes() {
    return outcomes;
  }

  /** Rings when there is something new to deliver. */
  public Bell deliveries() {
    return deliveries;
  }

  /** Takes an object; it is on the disk, and whether it came before is known, when this returns. */
  Receipt receive(ReceivedObject object) throws IOException, InterruptedException {
    Receipt receipt = database.write(sql -> Arrivals.receive(sql, object));
    (receipt.standing() == Receipt.Standing.NEW ? arrivals : outcomes).ring();
    return receipt;
  }

  /** Takes note of an object of a session that cannot be kept; its outcome is there at once. */
  Receipt refuse(ReceivedObject object, Disposition disposition, InstanceError error)
      throws IOException, InterruptedException {
    InstanceOutcome outcome =
        InstanceOutcome.newBuilder().setDisposition(disposition).setError(error).build();
    long number =
        database.write(sql -> {
          long arrival = Arrivals.refuse(sql, object);
          Outcomes.conclude(sql, arrival, outcome, clock.instant());
          return arrival;
        });
    outcomes.ring();
    return new Receipt(number, Receipt.Standing.NEW, number, object.digest());
  }

  /** Objects that wait for an answer, the most urgent lane and then the oldest first. */
  public List<Waiting> waiting(int limit) throws IOException, InterruptedException {
    return database.query(sql -> Arrivals.waiting(sql, limit));
  }

  /** Objects that wait and whose deadline is over. */
  public List<Waiting> expired(int limit) throws IOException, InterruptedException {
    return database.query(sql -> Arrivals.expired(sql, clock.instant(), limit));
  }

  /** The Part 10 file of an object; empty if it was a duplicate or is kept no longer. */
  public Optional<byte[]> content(long number) throws IOException, InterruptedException {
    return database.query(sql -> Arrivals.content(sql, number));
  }

  /** The object that stands for a SOP Instance UID. */
  public Optional<Waiting> standing(String sopInstance) throws IOException, InterruptedException {
    return database.query(sql -> Arrivals.standing(sql, sopInstance));
  }

  /** Any object by the number of its receipt. */
  public Optional<Waiting> arrival(long number) throws IOException, InterruptedException {
    return database.query(sql -> Arrivals.arrival(sql, number));
  }

  /**
   * Ends an object, once.
   *
   * @param outcome with disposition and what belongs to it; cursor, UIDs and instants are the log's
   * @param destinations whither the result is to be delivered
   * @return false, and without effect, if it has ended before
   */
  public boolean conclude(long number, InstanceOutcome outcome, List<String> destinations)
      throws IOException, InterruptedException {
    boolean concluded =
        database.write(sql -> {
          boolean first = Outcomes.conclude(sql, number, outcome, clock.instant());
          if (first) {
            DeliveryTable.enterResults(sql, number, destinations, clock.instant());
          }
          return first;
        });
    if (concluded) {
      outcomes.ring();
      deliveries.ring();
    }
    return concluded;
  }

  /** Gives up all objects of a study that wait; returns their numbers. */
  public List<Long> cancelStudy(String study) throws IOException, InterruptedException {
    InstanceOutcome cancelled =
        InstanceOutcome.newBuilder()
            .setDisposition(Disposition.DISPOSITION_CANCELLED)
            .setError(
                InstanceError.newBuilder()
                    .setCode("CANCELLED")
                    .setMessage("The study was cancelled before this object was answered."))
            .build();
    List<Long> numbers =
        database.write(sql -> {
          List<Long> waiting =
              Arrivals.waitingOf(sql, study).stream().map(Waiting::number).toList();
          for (long number : waiting) {
            Outcomes.conclude(sql, number, cancelled, clock.instant());
          }
          return waiting;
        });
    outcomes.ring();
    return numbers;
  }

  /** How many objects stand in a study that have a disposition. */
  public int concludedOf(String study) throws IOException, InterruptedException {
    return database.query(sql ->
        Math.toIntExact(
            sql.number(
                    "SELECT COUNT(*) FROM arrival WHERE study = ? AND state <> 0"
                        + " AND first IS NULL AND superseded = 0",
                    study)
                .orElse(0L)));
  }

  /**
   * Outcomes in order of their cursors.
   *
   * @param session of which they are; null for those of all sessions and doors
   */
  public List<InstanceOutcome> outcomesAfter(@Nullable String session, long cursor, int limit)
      throws IOException, InterruptedException {
    return database.query(sql -> Outcomes.after(sql, session, cursor, limit));
  }

  /** How an object ended; empty while it has not. */
  public Optional<InstanceOutcome> outcome(long number) throws IOException, InterruptedException {
    return database.query(sql -> Outcomes.of(sql, number));
  }

  /** Opens a session or goes on with it; empty if it belongs to another peer. */
  public Optional<SessionStanding> openSession(String id, String peer)
      throws IOException, InterruptedException {
    return database.write(sql -> Sessions.open(sql, id, peer, clock.instant()));
  }

  /** A session of a peer; empty if there is none. */
  public Optional<SessionStanding> session(String id, String peer)
      throws IOException, InterruptedException {
    return database.query(sql -> Sessions.standing(sql, id, peer));
  }

  /** Takes note that a session's client has stored all outcomes up to a cursor. */
  public void outcomesStored(String session, long cursor) throws IOException, InterruptedException {
    database.write(sql -> {
      Sessions.outcomesStored(sql, session, cursor);
      return true;
    });
  }

  /** As the other, and that the frame that said so is stored. */
  public void outcomesStored(Terms.SessionFrame frame, long cursor)
      throws IOException, InterruptedException {
    database.write(sql -> {
      Sessions.outcomesStored(sql, frame, cursor);
      return true;
    });
  }

  /** Whether an object of a session has no disposition yet. */
  public boolean waits(String session) throws IOException, InterruptedException {
    return database.query(sql -> Sessions.waits(sql, session));
  }

  /** Enters what a study is made of, and that the frame that said so is stored. */
  public void completeStudy(Terms.SessionFrame frame, String study, List<String> sopInstances)
      throws IOException, InterruptedException {
    database.write(sql -> {
      Sessions.complete(sql, frame, study, sopInstances);
      return true;
    });
  }

  /** Those studies of a session that were completed last, oldest first. */
  public List<String> completedStudies(String session, int limit)
      throws IOException, InterruptedException {
    return database.query(sql -> Sessions.completedStudies(sql, session, limit));
  }

  /** What is there of a completed study. */
  public StudySummary summary(String session, String study)
      throws IOException, InterruptedException {
    return database.query(sql -> Sessions.summary(sql, session, study));
  }

  /** Holds what was sent against what was received and how it ended. */
  public Reconciliation reconcile(ReconcileRequest request)
      throws IOException, InterruptedException {
    return database.query(sql -> Reconciler.reconcile(sql, request));
  }

  /**
   * Removes what has been kept long enough and has nothing still to be sent.
   *
   * @param objectsBefore of what ended before this the bytes go
   * @param logBefore of what ended before this everything goes
   */
  public void removeOld(Instant objectsBefore, Instant logBefore)
      throws IOException, InterruptedException {
    int removed = 1;
    while (removed > 0) {
      removed =
          database.write(sql -> Retention.removeObjects(sql, objectsBefore))
              + database.write(sql -> Retention.removeLog(sql, logBefore));
    }
  }

  /** How many objects wait for an answer, and since when the oldest. */
  public Backlog backlog() throws IOException, InterruptedException {
    return database.query(sql ->
        new Backlog(
            sql.number("SELECT COUNT(*) FROM arrival WHERE state = 0 AND first IS NULL").orElse(0L),
            sql.first(
                "SELECT received FROM arrival WHERE state = 0 AND first IS NULL"
                    + " ORDER BY number LIMIT 1",
                row -> Instant.ofEpochMilli(row.getLong(1)))));
  }

  /** What waits for an answer. */
  public record Backlog(long objects, Optional<Instant> oldest) {}

  /** What is still to be delivered. */
  public DeliveryTable deliveryTable() {
    return new DeliveryTable(database, deliveries);
  }

  /** Bytes that may still be written to the log's file system. */
  public long usableBytes() throws IOException {
    return database.usableBytes();
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
