package dev.dermstream.pacs.ledger;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables. What must never be is kept from being by the database itself: two objects that stand
 * for one UID ({@code standing}), two outcomes of one arrival ({@code outcome.arrival}).
 */
final class Schema {
  private static final int VERSION = 1;

  /** {@code state}: 0 while it waits, then the number of its disposition. */
  private static final List<String> STATEMENTS =
      List.of(
          """
          CREATE TABLE arrival (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            sop_instance TEXT NOT NULL,
            sop_class TEXT NOT NULL,
            study TEXT NOT NULL,
            series TEXT NOT NULL,
            syntax TEXT NOT NULL,
            digest TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            lane INTEGER NOT NULL,
            deadline INTEGER,
            door TEXT NOT NULL,
            peer TEXT NOT NULL,
            session TEXT,
            frame INTEGER,
            received INTEGER NOT NULL,
            first INTEGER REFERENCES arrival (number),
            superseded INTEGER NOT NULL DEFAULT 0,
            state INTEGER NOT NULL DEFAULT 0
          )\
          """,
          "CREATE UNIQUE INDEX standing ON arrival (sop_instance)"
              + " WHERE first IS NULL AND superseded = 0",
          "CREATE INDEX arrival_waiting ON arrival (lane, number)"
              + " WHERE state = 0 AND first IS NULL",
          "CREATE INDEX arrival_session_waiting ON arrival (session)"
              + " WHERE state = 0 AND session IS NOT NULL",
          "CREATE INDEX arrival_repeats ON arrival (first) WHERE first IS NOT NULL",
          "CREATE INDEX arrival_instance ON arrival (sop_instance)",
          "CREATE INDEX arrival_study ON arrival (study)",
          "CREATE INDEX arrival_received ON arrival (received)",
          "CREATE TABLE content ("
              + "arrival INTEGER PRIMARY KEY REFERENCES arrival (number), part10 BLOB NOT NULL)",
          """
          CREATE TABLE outcome (
            cursor INTEGER PRIMARY KEY AUTOINCREMENT,
            arrival INTEGER NOT NULL UNIQUE REFERENCES arrival (number),
            session TEXT,
            concluded INTEGER NOT NULL,
            message BLOB NOT NULL
          )\
          """,
          "CREATE INDEX outcome_concluded ON outcome (concluded)",
          "CREATE INDEX arrival_session ON arrival (session) WHERE session IS NOT NULL",
          "CREATE INDEX outcome_session ON outcome (session, cursor) WHERE session IS NOT NULL",
          """
          CREATE TABLE session (
            id TEXT PRIMARY KEY,
            peer TEXT NOT NULL,
            stored_up_to INTEGER NOT NULL DEFAULT 0,
            outcome_cursor INTEGER NOT NULL DEFAULT 0,
            opened INTEGER NOT NULL
          )\
          """,
          """
          CREATE TABLE manifest (
            session TEXT NOT NULL REFERENCES session (id),
            study TEXT NOT NULL,
            sop_instance TEXT NOT NULL,
            PRIMARY KEY (session, study, sop_instance)
          ) WITHOUT ROWID\
          """,
          """
          CREATE TABLE completed (
            session TEXT NOT NULL REFERENCES session (id),
            study TEXT NOT NULL,
            frame INTEGER NOT NULL,
            PRIMARY KEY (session, study)
          ) WITHOUT ROWID\
          """,
          """
          CREATE TABLE delivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            destination TEXT NOT NULL,
            kind TEXT NOT NULL,
            arrival INTEGER REFERENCES arrival (number),
            payload BLOB,
            state INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            due INTEGER NOT NULL,
            reason TEXT NOT NULL DEFAULT ''
          )\
          """,
          "CREATE INDEX delivery_due ON delivery (destination, due, id) WHERE state = 0",
          "CREATE INDEX delivery_arrival ON delivery (arrival) WHERE arrival IS NOT NULL");

  private Schema() {}

  static void migrate(Sql sql) throws SQLException {
    long version = sql.number("PRAGMA user_version").orElse(0L);
    if (version > VERSION) {
      throw new SQLException("it was written by a newer version of this program");
    }
    if (version == VERSION) {
      return;
    }
    try (Statement statement = sql.connection().createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (String text : STATEMENTS) {
        statement.execute(text);
      }
      statement.execute("PRAGMA user_version = " + VERSION);
      statement.execute("COMMIT");
    }
  }
}
