package dev.dermstream.pacs.ledger;

import dev.dermstream.pacs.ledger.Receipt.Standing;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.v1.Lane;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Steps and queries over the objects that arrived. */
final class Arrivals {
  /** After these an object that is sent again begins anew. */
  private static final Set<Integer> UNANSWERED =
      Set.of(
          Disposition.DISPOSITION_EXPIRED_VALUE,
          Disposition.DISPOSITION_CANCELLED_VALUE,
          Disposition.DISPOSITION_FAILED_RETRYABLE_VALUE);

  private static final String INSERT =
      "INSERT INTO arrival (sop_instance, sop_class, study, series, syntax, digest,"
          + " bytes, lane, deadline, door, peer, session, frame, received, first, superseded, state)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String COLUMNS =
      "number, sop_instance, sop_class, study, series, syntax, lane, deadline, door, peer,"
          + " session, frame, received, digest";

  private Arrivals() {}

  private record Before(long number, String digest, int state) {}

  /** Enters an object; duplicates of one that has ended end here too. */
  static Receipt receive(Sql sql, ReceivedObject object) throws SQLException {
    Optional<Before> before =
        sql.first(
            "SELECT number, digest, state FROM arrival"
                + " WHERE sop_instance = ? AND first IS NULL AND superseded = 0",
            row -> new Before(row.getLong(1), row.getString(2), row.getInt(3)),
            object.identity().sopInstance());
    Receipt receipt = enter(sql, object, before);
    if (object.terms().frame().isPresent()) {
      Sessions.advance(sql, object.terms().frame().get());
    }
    return receipt;
  }

  private static Receipt enter(Sql sql, ReceivedObject object, Optional<Before> before)
      throws SQLException {
    String digest = object.digest();
    if (before.isPresent() && !before.get().digest().equals(digest)) {
      long number = insert(sql, object, before.get().number(), 0);
      keep(sql, number, object);
      Outcomes.conflict(sql, number, object.received());
      return new Receipt(number, Standing.CONFLICT, before.get().number(), digest);
    }
    if (before.isPresent() && !UNANSWERED.contains(before.get().state())) {
      long number = insert(sql, object, before.get().number(), 0);
      if (before.get().state() != 0) {
        Outcomes.duplicate(sql, number, object.received());
      }
      return new Receipt(number, Standing.DUPLICATE, before.get().number(), digest);
    }
    if (before.isPresent()) {
      sql.update("UPDATE arrival SET superseded = 1 WHERE number = ?", before.get().number());
    }
    long number = insert(sql, object, null, 0);
    keep(sql, number, object);
    return new Receipt(number, Standing.NEW, number, digest);
  }

  /** Enters an object that cannot be kept; it never stands for its UID. */
  static long refuse(Sql sql, ReceivedObject object) throws SQLException {
    long number = insert(sql, object, null, 1);
    if (object.terms().frame().isPresent()) {
      Sessions.advance(sql, object.terms().frame().get());
    }
    return number;
  }

  private static long insert(Sql sql, ReceivedObject object, @Nullable Long first, int superseded)
      throws SQLException {
    Identity identity = object.identity();
    Terms terms = object.terms();
    return sql.insert(
        INSERT,
        identity.sopInstance(),
        identity.sopClass(),
        identity.studyInstance(),
        identity.seriesInstance(),
        identity.transferSyntax(),
        object.digest(),
        object.part10().length,
        terms.lane().getNumber(),
        terms.deadline().map(Instant::toEpochMilli).orElse(null),
        object.origin().door().name(),
        object.origin().peer(),
        terms.frame().map(Terms.SessionFrame::sessionId).orElse(null),
        terms.frame().map(Terms.SessionFrame::sequence).orElse(null),
        object.received().toEpochMilli(),
        first,
        superseded,
        0);
  }

  private static void keep(Sql sql, long number, ReceivedObject object) throws SQLException {
    sql.update("INSERT INTO content (arrival, part10) VALUES (?, ?)", number, object.part10());
  }

  /** Those that stand for their UID and wait, the most urgent lane and then the oldest first. */
  static List<Waiting> waiting(Sql sql, int limit) throws SQLException {
    return sql.list(
        "SELECT "
            + COLUMNS
            + " FROM arrival WHERE state = 0 AND first IS NULL"
            + " ORDER BY lane, number LIMIT ?",
        Arrivals::read,
        limit);
  }

  static List<Waiting> expired(Sql sql, Instant now, int limit) throws SQLException {
    return sql.list(
        "SELECT "
            + COLUMNS
            + " FROM arrival WHERE state = 0 AND first IS NULL AND deadline <= ?"
            + " ORDER BY number LIMIT ?",
        Arrivals::read,
        now.toEpochMilli(),
        limit);
  }

  static List<Waiting> waitingOf(Sql sql, String study) throws SQLException {
    return sql.list(
        "SELECT " + COLUMNS + " FROM arrival WHERE study = ? AND state = 0 AND first IS NULL",
        Arrivals::read,
        study);
  }

  static Optional<Waiting> arrival(Sql sql, long number) throws SQLException {
    return sql.first(
        "SELECT " + COLUMNS + " FROM arrival WHERE number = ?", Arrivals::read, number);
  }

  /** The object that stands for a UID. */
  static Optional<Waiting> standing(Sql sql, String sopInstance) throws SQLException {
    return sql.first(
        "SELECT "
            + COLUMNS
            + " FROM arrival"
            + " WHERE sop_instance = ? AND first IS NULL AND superseded = 0",
        Arrivals::read,
        sopInstance);
  }

  static Optional<byte[]> content(Sql sql, long number) throws SQLException {
    return sql.first(
        "SELECT part10 FROM content WHERE arrival = ?", row -> row.getBytes(1), number);
  }

  private static Waiting read(ResultSet row) throws SQLException {
    long deadline = row.getLong(8);
    Optional<Instant> until =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(deadline));
    String session = row.getString(11);
    Optional<Terms.SessionFrame> frame =
        session == null
            ? Optional.empty()
            : Optional.of(new Terms.SessionFrame(session, row.getLong(12)));
    return new Waiting(
        row.getLong(1),
        new Origin(Door.valueOf(row.getString(9)), row.getString(10)),
        new Identity(
            row.getString(3),
            row.getString(2),
            row.getString(4),
            row.getString(5),
            row.getString(6)),
        row.getString(14),
        new Terms(Lane.forNumber(row.getInt(7)), until, frame),
        Instant.ofEpochMilli(row.getLong(13)));
  }
}
