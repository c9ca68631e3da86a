package dev.dermstream.pacs.ledger;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is still to be sent whither: entered with the outcome, so that no result is forgotten,
 * whenever the process ends. Thread-safe.
 */
public final class DeliveryTable {
  /** The result of an object. */
  public static final String RESULT = "result";

  /** In the column {@code state}. */
  private static final int DELIVERED = 1;

  private static final int REFUSED = 2;

  private final LedgerDatabase database;
  private final Bell bell;

  DeliveryTable(LedgerDatabase database, Bell bell) {
    this.database = database;
    this.bell = bell;
  }

  static void enterResults(Sql sql, long arrival, List<String> destinations, Instant now)
      throws SQLException {
    for (String destination : destinations) {
      sql.update(
          "INSERT INTO delivery (destination, kind, arrival, due) VALUES (?, ?, ?, ?)",
          destination,
          RESULT,
          arrival,
          now.toEpochMilli());
    }
  }

  /** Enters something else than a result; it is on the disk when this returns its id. */
  public long enter(String destination, String kind, byte[] payload, Instant due)
      throws IOException, InterruptedException {
    long id =
        database.write(sql ->
            sql.insert(
                "INSERT INTO delivery (destination, kind, payload, due) VALUES (?, ?, ?, ?)",
                destination,
                kind,
                payload,
                due.toEpochMilli()));
    bell.ring();
    return id;
  }

  /** What is due for a destination, the longest due first. */
  public List<Delivery> due(String destination, Instant now, int limit)
      throws IOException, InterruptedException {
    return database.query(sql ->
        sql.list(
            "SELECT id, destination, kind, arrival, payload, attempts FROM delivery"
                + " WHERE state = 0 AND destination = ? AND due <= ? ORDER BY due, id LIMIT ?",
            DeliveryTable::read,
            destination,
            now.toEpochMilli(),
            limit));
  }

  /** When the first that is not due yet will be; empty if there is none. */
  public Optional<Instant> nextDue(String destination, Instant now)
      throws IOException, InterruptedException {
    return database.query(sql ->
        sql.first(
            "SELECT due FROM delivery WHERE state = 0 AND destination = ? AND due > ?"
                + " ORDER BY due LIMIT 1",
            row -> Instant.ofEpochMilli(row.getLong(1)),
            destination,
            now.toEpochMilli()));
  }

  /** One that is still to be sent. */
  public Optional<Delivery> delivery(long id) throws IOException, InterruptedException {
    return database.query(sql ->
        sql.first(
            "SELECT id, destination, kind, arrival, payload, attempts FROM delivery"
                + " WHERE id = ? AND state = 0",
            DeliveryTable::read,
            id));
  }

  private static Delivery read(ResultSet row) throws SQLException {
    byte[] payload = row.getBytes(5);
    return new Delivery(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        payload == null ? new byte[0] : payload,
        row.getInt(6));
  }

  /** How much is still to be sent to a destination. */
  public long pending(String destination) throws IOException, InterruptedException {
    return database.query(sql ->
        sql.number("SELECT COUNT(*) FROM delivery WHERE state = 0 AND destination = ?", destination)
            .orElse(0L));
  }

  /** The destination has it. */
  public void delivered(long id) throws IOException, InterruptedException {
    end(id, DELIVERED, "");
  }

  /** The destination will never take it. */
  public void refused(long id, String reason) throws IOException, InterruptedException {
    end(id, REFUSED, reason);
  }

  /** It is to be tried again. */
  public void failed(long id, String reason, Instant due) throws IOException, InterruptedException {
    database.write(sql ->
        sql.update(
            "UPDATE delivery SET attempts = attempts + 1, reason = ?, due = ?"
                + " WHERE id = ? AND state = 0",
            reason,
            due.toEpochMilli(),
            id));
  }

  private void end(long id, int state, String reason) throws IOException, InterruptedException {
    database.write(sql ->
        sql.update(
            "UPDATE delivery SET state = ?, attempts = attempts + 1, reason = ?"
                + " WHERE id = ? AND state = 0",
            state,
            reason,
            id));
  }
}
