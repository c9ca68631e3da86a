package dev.dermstream.pacs.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceError;
import dev.dermstream.pacs.v1.InstanceOutcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Steps and queries over how objects ended. */
final class Outcomes {
  private static final InstanceError CONFLICT =
      InstanceError.newBuilder()
          .setCode("CONFLICT")
          .setMessage(
              "An object with this SOP Instance UID and other bytes came before; it stands."
                  + " Send this one with a UID of its own.")
          .setTag("(0008,0018)")
          .build();

  /**
   * An outcome with what is known of its arrival, and the outcome of the first where it repeats.
   */
  private static final String SELECT =
      "SELECT o.cursor, o.arrival, o.concluded, o.message, a.study, a.series, a.sop_instance,"
          + " a.received, a.first, f.cursor, f.message"
          + " FROM outcome o JOIN arrival a ON a.number = o.arrival"
          + " LEFT JOIN outcome f ON f.arrival = a.first";

  private Outcomes() {}

  /**
   * Ends an object, and with it the duplicates that wait for it.
   *
   * @return false, and without effect, if it has ended before
   */
  static boolean conclude(Sql sql, long arrival, InstanceOutcome outcome, Instant now)
      throws SQLException {
    if (!insert(sql, arrival, outcome, now)) {
      return false;
    }
    List<Long> repeats =
        sql.list(
            "SELECT number FROM arrival WHERE first = ? AND state = 0",
            row -> row.getLong(1),
            arrival);
    for (long repeat : repeats) {
      duplicate(sql, repeat, now);
    }
    return true;
  }

  static void duplicate(Sql sql, long arrival, Instant now) throws SQLException {
    insert(
        sql,
        arrival,
        InstanceOutcome.newBuilder().setDisposition(Disposition.DISPOSITION_DUPLICATE).build(),
        now);
  }

  static void conflict(Sql sql, long arrival, Instant now) throws SQLException {
    insert(
        sql,
        arrival,
        InstanceOutcome.newBuilder()
            .setDisposition(Disposition.DISPOSITION_CONFLICT)
            .setError(CONFLICT)
            .build(),
        now);
  }

  private static boolean insert(Sql sql, long arrival, InstanceOutcome outcome, Instant now)
      throws SQLException {
    int ended =
        sql.update(
            "UPDATE arrival SET state = ? WHERE number = ? AND state = 0",
            outcome.getDispositionValue(),
            arrival);
    if (ended == 0) {
      return false;
    }
    sql.update(
        "INSERT INTO outcome (arrival, session, concluded, message)"
            + " SELECT number, session, ?, ? FROM arrival WHERE number = ?",
        now.toEpochMilli(),
        outcome.toByteArray(),
        arrival);
    return true;
  }

  /** Outcomes behind a cursor, of one session or of all. */
  static List<InstanceOutcome> after(Sql sql, @Nullable String session, long cursor, int limit)
      throws SQLException {
    return session == null
        ? sql.list(
            SELECT + " WHERE o.cursor > ? ORDER BY o.cursor LIMIT ?", Outcomes::read, cursor, limit)
        : sql.list(
            SELECT + " WHERE o.session = ? AND o.cursor > ? ORDER BY o.cursor LIMIT ?",
            Outcomes::read,
            session,
            cursor,
            limit);
  }

  static Optional<InstanceOutcome> of(Sql sql, long arrival) throws SQLException {
    return sql.first(SELECT + " WHERE o.arrival = ?", Outcomes::read, arrival);
  }

  private static InstanceOutcome read(ResultSet row) throws SQLException {
    InstanceOutcome.Builder outcome =
        parsed(row.getBytes(4)).toBuilder()
            .setCursor(row.getLong(1))
            .setReceipt(row.getLong(2))
            .setConcluded(timestamp(row.getLong(3)))
            .setStudyInstanceUid(row.getString(5))
            .setSeriesInstanceUid(row.getString(6))
            .setSopInstanceUid(row.getString(7))
            .setReceived(timestamp(row.getLong(8)));
    outcome.setFirstReceipt(row.getLong(9));
    byte[] first = row.getBytes(11);
    if (outcome.getDisposition() == Disposition.DISPOSITION_DUPLICATE && first != null) {
      answerAgain(outcome.setFirstCursor(row.getLong(10)), parsed(first));
    }
    return outcome.build();
  }

  private static void answerAgain(InstanceOutcome.Builder repeat, InstanceOutcome first) {
    if (first.hasReport()) {
      repeat
          .setReport(first.getReport())
          .setPixelSha256(first.getPixelSha256())
          .setDicomSr(first.getDicomSr());
      if (first.hasLabelCode()) {
        repeat.setLabelCode(first.getLabelCode());
      }
    }
  }

  private static InstanceOutcome parsed(byte[] message) throws SQLException {
    try {
      return InstanceOutcome.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("an outcome in the log is damaged", e);
    }
  }

  private static Timestamp timestamp(long millis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(millis, 1000L))
        .setNanos((int) Math.floorMod(millis, 1000L) * 1_000_000)
        .build();
  }
}
