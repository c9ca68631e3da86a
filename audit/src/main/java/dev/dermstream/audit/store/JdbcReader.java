package dev.dermstream.audit.store;

import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.chain.ChainState;
import dev.dermstream.audit.chain.StoredRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads databases one after the other, each within one transaction. */
final class JdbcReader implements AuditReader {
  private static final int ROWS_AT_ONCE = 1_000;

  private final List<Connection> databases;

  /**
   * @param databases without auto-commit, their snapshots stable within a transaction; closed with
   *     this
   */
  JdbcReader(List<Connection> databases) {
    this.databases = List.copyOf(databases);
  }

  @Override
  public void read(Consumer<ChainState> chains, Consumer<StoredRecord> records)
      throws AuditStoreException {
    for (Connection database : databases) {
      try {
        for (ChainState chain : chains(database)) {
          chains.accept(chain);
          records(database, chain.base().chain(), records);
        }
        database.rollback();
      } catch (SQLException e) {
        throw new AuditStoreException("The audit records cannot be read", e);
      }
    }
  }

  private static List<ChainState> chains(Connection database) throws SQLException {
    List<ChainState> chains = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT chain, base_sequence, base_hash, head_sequence, head_hash"
                    + " FROM audit_chain ORDER BY chain")) {
      while (rows.next()) {
        String chain = rows.getString(1);
        chains.add(
            new ChainState(
                new ChainHead(chain, rows.getLong(2), rows.getString(3)),
                new ChainHead(chain, rows.getLong(4), rows.getString(5))));
      }
    }
    return chains;
  }

  private static void records(Connection database, String chain, Consumer<StoredRecord> records)
      throws SQLException {
    try (PreparedStatement statement =
        database.prepareStatement(
            "SELECT sequence, at_millis, hash, record FROM audit_record"
                + " WHERE chain = ? ORDER BY sequence")) {
      statement.setFetchSize(ROWS_AT_ONCE);
      statement.setString(1, chain);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          records.accept(
              new StoredRecord(
                  chain, rows.getLong(1), rows.getLong(2), rows.getString(3), rows.getString(4)));
        }
      }
    }
  }

  @Override
  public void close() {
    databases.forEach(Quietly::close);
  }
}
