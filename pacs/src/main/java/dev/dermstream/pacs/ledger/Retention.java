package dev.dermstream.pacs.ledger;

import java.sql.SQLException;
import java.time.Instant;

/** Steps that remove what has been kept long enough; what waits or is still to be sent stays. */
final class Retention {
  /** In one step, so that senders do not wait long behind it. */
  private static final int MOST = 500;

  private static final String ENDED =
      " a.state <> 0 AND o.concluded < ?"
          + " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.arrival = a.number AND d.state = 0)";

  private Retention() {}

  /** Removes the bytes of objects that ended before; returns how many, at most {@value #MOST}. */
  static int removeObjects(Sql sql, Instant before) throws SQLException {
    return sql.update(
        "DELETE FROM content WHERE arrival IN (SELECT c.arrival FROM content c"
            + " JOIN arrival a ON a.number = c.arrival JOIN outcome o ON o.arrival = a.number"
            + " WHERE"
            + ENDED
            + " LIMIT "
            + MOST
            + ")",
        before.toEpochMilli());
  }

  /** Removes what is known of objects that ended before; returns how many of them. */
  static int removeLog(Sql sql, Instant before) throws SQLException {
    sql.update("CREATE TEMP TABLE IF NOT EXISTS gone (number INTEGER PRIMARY KEY)");
    sql.update("DELETE FROM gone");
    sql.update(
        "INSERT INTO gone SELECT a.number FROM arrival a JOIN outcome o ON o.arrival = a.number"
            + " WHERE"
            + ENDED
            + " AND NOT EXISTS (SELECT 1 FROM arrival r WHERE r.first = a.number) LIMIT "
            + MOST,
        before.toEpochMilli());
    for (String table : new String[] {"delivery", "content", "outcome"}) {
      sql.update("DELETE FROM " + table + " WHERE arrival IN (SELECT number FROM gone)");
    }
    int removed = sql.update("DELETE FROM arrival WHERE number IN (SELECT number FROM gone)");
    removeSessions(sql, before);
    return removed;
  }

  private static void removeSessions(Sql sql, Instant before) throws SQLException {
    String old = "opened < ? AND NOT EXISTS (SELECT 1 FROM arrival a WHERE a.session = session.id)";
    sql.update(
        "DELETE FROM manifest WHERE session IN (SELECT id FROM session WHERE " + old + ")",
        before.toEpochMilli());
    sql.update("DELETE FROM session WHERE " + old, before.toEpochMilli());
  }
}
