package dev.dermstream.audit.store;

import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.chain.Link;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes a chain over one connection. The primary key and the condition on the head keep a chain
 * from ever having two records in one place, whoever else may write.
 */
final class JdbcStore implements AuditStore {
  private static final String INSERT_CHAIN =
      "INSERT INTO audit_chain (chain, base_sequence, base_hash, head_sequence, head_hash)"
          + " VALUES (?, ?, ?, ?, ?)";
  private static final String INSERT_RECORD =
      "INSERT INTO audit_record (chain, sequence, at_millis, hash, record) VALUES (?, ?, ?, ?, ?)";
  private static final String MOVE_HEAD =
      "UPDATE audit_chain SET head_sequence = ?, head_hash = ?"
          + " WHERE chain = ? AND head_sequence = ? AND head_hash = ?";

  private final Connection database;
  private final AutoCloseable lock;
  private final Dialect dialect;
  private final ChainHead opened;

  private JdbcStore(Connection database, AutoCloseable lock, Dialect dialect, ChainHead opened) {
    this.database = database;
    this.lock = lock;
    this.dialect = dialect;
    this.opened = opened;
  }

  /**
   * Brings the tables up to date and reads the chain's head.
   *
   * @param database closed with the store, and if this fails
   * @param lock by which this process alone writes the chain; closed likewise
   */
  static JdbcStore open(Connection database, AutoCloseable lock, Dialect dialect, String chain)
      throws AuditStoreException {
    try {
      database.setAutoCommit(false);
      dialect.lockSchema(database);
      Schema.migrate(database);
      ChainHead head = headOrBegin(database, chain);
      database.commit();
      return new JdbcStore(database, lock, dialect, head);
    } catch (SQLException | AuditStoreException e) {
      Quietly.close(database);
      Quietly.close(lock);
      throw e instanceof AuditStoreException known
          ? known
          : new AuditStoreException("The audit store cannot be opened", e);
    }
  }

  private static ChainHead headOrBegin(Connection database, String chain) throws SQLException {
    try (PreparedStatement select =
        database.prepareStatement(
            "SELECT head_sequence, head_hash FROM audit_chain WHERE chain = ?")) {
      select.setString(1, chain);
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          ChainHead head = new ChainHead(chain, rows.getLong(1), rows.getString(2));
          proveWritable(database, head);
          return head;
        }
      }
    }
    ChainHead beginning = ChainHead.beginning(chain);
    try (PreparedStatement insert = database.prepareStatement(INSERT_CHAIN)) {
      insert.setString(1, chain);
      insert.setLong(2, beginning.sequence());
      insert.setString(3, beginning.hash());
      insert.setLong(4, beginning.sequence());
      insert.setString(5, beginning.hash());
      insert.executeUpdate();
    }
    return beginning;
  }

  /** Changes nothing, but a full disk or a database that is read-only shows. */
  private static void proveWritable(Connection database, ChainHead head) throws SQLException {
    try (PreparedStatement move = database.prepareStatement(MOVE_HEAD)) {
      move.setLong(1, head.sequence());
      move.setString(2, head.hash());
      move.setString(3, head.chain());
      move.setLong(4, head.sequence());
      move.setString(5, head.hash());
      move.executeUpdate();
    }
  }

  @Override
  public ChainHead head() {
    return opened;
  }

  @Override
  public void append(ChainHead before, List<Link> links) throws AuditStoreException {
    transaction(() -> {
      insert(before, links);
      return links;
    });
  }

  @Override
  public Optional<Link> removeBefore(Instant cutoff, ChainHead before, Instant now)
      throws AuditStoreException {
    return transaction(() -> {
      Retention retention = new Retention(database, dialect, before.chain());
      if (!retention.removeBefore(cutoff)) {
        return Optional.empty();
      }
      Link testimony = Link.retention(before, now, retention.bases());
      insert(before, List.of(testimony));
      return Optional.of(testimony);
    });
  }

  private void insert(ChainHead before, List<Link> links) throws SQLException, AuditStoreException {
    try (PreparedStatement insert = database.prepareStatement(INSERT_RECORD)) {
      for (Link link : links) {
        insert.setString(1, link.place().chain());
        insert.setLong(2, link.place().sequence());
        insert.setLong(3, link.at().toEpochMilli());
        insert.setString(4, link.place().hash());
        insert.setString(5, link.text());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    ChainHead after = links.getLast().place();
    try (PreparedStatement move = database.prepareStatement(MOVE_HEAD)) {
      move.setLong(1, after.sequence());
      move.setString(2, after.hash());
      move.setString(3, before.chain());
      move.setLong(4, before.sequence());
      move.setString(5, before.hash());
      if (move.executeUpdate() != 1) {
        throw new AuditStoreException(
            "The chain %s does not end at record %d any more: another has written it"
                .formatted(before.chain(), before.sequence()));
      }
    }
  }

  private <T> T transaction(Step<T> step) throws AuditStoreException {
    try {
      T result = step.run();
      database.commit();
      return result;
    } catch (SQLException | AuditStoreException e) {
      Quietly.close(database::rollback);
      throw e instanceof AuditStoreException known
          ? known
          : new AuditStoreException("The audit store cannot be written", e);
    }
  }

  @Override
  public void close() {
    Quietly.close(() -> dialect.unlock(database));
    Quietly.close(database);
    Quietly.close(lock);
  }

  private interface Step<T> {
    T run() throws SQLException, AuditStoreException;
  }
}
