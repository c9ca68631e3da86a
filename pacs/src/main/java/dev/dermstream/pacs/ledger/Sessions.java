package dev.dermstream.pacs.ledger;

import dev.dermstream.pacs.v1.StudySummary;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Steps and queries over sessions and the manifests of their studies. */
final class Sessions {
  private static final int MOST_NAMED = 1_000;

  private Sessions() {}

  /** The session as it stands, begun now if it is new; empty if it is another peer's. */
  static Optional<SessionStanding> open(Sql sql, String id, String peer, Instant now)
      throws SQLException {
    sql.update(
        "INSERT INTO session (id, peer, opened) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
        id,
        peer,
        now.toEpochMilli());
    return standing(sql, id, peer);
  }

  static Optional<SessionStanding> standing(Sql sql, String id, String peer) throws SQLException {
    return sql.first(
        "SELECT stored_up_to, outcome_cursor FROM session WHERE id = ? AND peer = ?",
        row -> new SessionStanding(row.getLong(1), row.getLong(2)),
        id,
        peer);
  }

  static void advance(Sql sql, Terms.SessionFrame frame) throws SQLException {
    sql.update(
        "UPDATE session SET stored_up_to = MAX(stored_up_to, ?) WHERE id = ?",
        frame.sequence(),
        frame.sessionId());
  }

  static void outcomesStored(Sql sql, String id, long cursor) throws SQLException {
    sql.update(
        "UPDATE session SET outcome_cursor = MAX(outcome_cursor, ?) WHERE id = ?", cursor, id);
  }

  static void outcomesStored(Sql sql, Terms.SessionFrame frame, long cursor) throws SQLException {
    outcomesStored(sql, frame.sessionId(), cursor);
    advance(sql, frame);
  }

  /** Whether an object of the session has no disposition yet. */
  static boolean waits(Sql sql, String id) throws SQLException {
    return sql.number(
            "SELECT number FROM arrival WHERE session = ? AND state = 0 AND session IS NOT NULL"
                + " LIMIT 1",
            id)
        .isPresent();
  }

  /** Enters the manifest of a study; one that was there before is replaced. */
  static void complete(Sql sql, Terms.SessionFrame frame, String study, List<String> instances)
      throws SQLException {
    sql.update(
        "INSERT INTO completed (session, study, frame) VALUES (?, ?, ?)"
            + " ON CONFLICT (session, study) DO UPDATE SET frame = excluded.frame",
        frame.sessionId(),
        study,
        frame.sequence());
    sql.update("DELETE FROM manifest WHERE session = ? AND study = ?", frame.sessionId(), study);
    for (String instance : instances) {
      sql.update(
          "INSERT INTO manifest (session, study, sop_instance) VALUES (?, ?, ?)"
              + " ON CONFLICT DO NOTHING",
          frame.sessionId(),
          study,
          instance);
    }
    advance(sql, frame);
  }

  /** The studies that were completed last, oldest first. */
  static List<String> completedStudies(Sql sql, String session, int limit) throws SQLException {
    return sql.list(
            "SELECT study FROM completed WHERE session = ? ORDER BY frame DESC, study LIMIT ?",
            row -> row.getString(1),
            session,
            limit)
        .reversed();
  }

  static StudySummary summary(Sql sql, String session, String study) throws SQLException {
    String received =
        "EXISTS (SELECT 1 FROM arrival a WHERE a.sop_instance = m.sop_instance"
            + " AND a.study = m.study %s)";
    String of = " FROM manifest m WHERE m.session = ? AND m.study = ?";
    long expected = sql.number("SELECT COUNT(*)" + of, session, study).orElse(0L);
    long stored =
        sql.number("SELECT COUNT(*)" + of + " AND " + received.formatted(""), session, study)
            .orElse(0L);
    long concluded =
        sql.number(
                "SELECT COUNT(*)" + of + " AND " + received.formatted("AND a.state <> 0"),
                session,
                study)
            .orElse(0L);
    List<String> missing =
        sql.list(
            "SELECT sop_instance"
                + of
                + " AND NOT "
                + received.formatted("")
                + " ORDER BY sop_instance LIMIT "
                + MOST_NAMED,
            row -> row.getString(1),
            session,
            study);
    return StudySummary.newBuilder()
        .setStudyInstanceUid(study)
        .setExpected((int) expected)
        .setReceived((int) stored)
        .setConcluded((int) concluded)
        .addAllMissingSopInstanceUids(missing)
        .build();
  }
}
