package dev.dermstream.audit.store;

import dev.dermstream.audit.chain.ChainHead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Removes the beginnings of chains, within the connection's transaction. */
final class Retention {
  private static final String LAST_OLD =
      "SELECT sequence, hash FROM audit_record WHERE chain = ? AND sequence < COALESCE("
          + "(SELECT MIN(sequence) FROM audit_record WHERE chain = ? AND at_millis >= ?),"
          + " 9223372036854775807) AND sequence <= ? +"
          + " (SELECT base_sequence FROM audit_chain WHERE chain = ?)"
          + " ORDER BY sequence DESC LIMIT 1";

  /** At once, because answers wait meanwhile. */
  private static final int MOST_RECORDS = 5_000;

  private final Connection database;
  private final Dialect dialect;
  private final String own;

  /**
   * @param own the chain that this connection writes
   */
  Retention(Connection database, Dialect dialect, String own) {
    this.database = database;
    this.dialect = dialect;
    this.own = own;
  }

  /**
   * Removes, from each chain's beginning, records before the first that is young enough; many are
   * removed in several goes.
   *
   * @return whether there were any
   */
  boolean removeBefore(Instant cutoff) throws SQLException {
    boolean removed = false;
    for (String chain : chains()) {
      if (chain.equals(own) || dialect.lockIfIdle(database, chain)) {
        removed |= removeBefore(cutoff, chain);
      }
    }
    return removed;
  }

  /** The last removed record of each chain that had any. */
  List<ChainHead> bases() throws SQLException {
    List<ChainHead> bases = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT chain, base_sequence, base_hash FROM audit_chain"
                    + " WHERE base_sequence > 0 ORDER BY chain")) {
      while (rows.next()) {
        bases.add(new ChainHead(rows.getString(1), rows.getLong(2), rows.getString(3)));
      }
    }
    return bases;
  }

  private List<String> chains() throws SQLException {
    List<String> chains = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("SELECT chain FROM audit_chain ORDER BY chain")) {
      while (rows.next()) {
        chains.add(rows.getString(1));
      }
    }
    return chains;
  }

  private boolean removeBefore(Instant cutoff, String chain) throws SQLException {
    try (PreparedStatement select = database.prepareStatement(LAST_OLD)) {
      select.setString(1, chain);
      select.setString(2, chain);
      select.setLong(3, cutoff.toEpochMilli());
      select.setLong(4, MOST_RECORDS);
      select.setString(5, chain);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return false;
        }
        remove(new ChainHead(chain, rows.getLong(1), rows.getString(2)));
        return true;
      }
    }
  }

  private void remove(ChainHead base) throws SQLException {
    try (PreparedStatement move =
            database.prepareStatement(
                "UPDATE audit_chain SET base_sequence = ?, base_hash = ? WHERE chain = ?");
        PreparedStatement delete =
            database.prepareStatement(
                "DELETE FROM audit_record WHERE chain = ? AND sequence <= ?")) {
      move.setLong(1, base.sequence());
      move.setString(2, base.hash());
      move.setString(3, base.chain());
      move.executeUpdate();
      delete.setString(1, base.chain());
      delete.setLong(2, base.sequence());
      delete.executeUpdate();
    }
  }
}
