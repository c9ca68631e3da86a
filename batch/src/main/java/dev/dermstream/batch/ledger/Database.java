package dev.dermstream.batch.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to a database. A connection that broke is replaced by the pool, so that a database
 * that was away is used again without further ado. Thread-safe.
 */
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int ATTEMPTS = 5;

  private final String place;
  private final Dialect dialect;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final AutoCloseable lock;

  /**
   * Takes what was opened; it is closed with this.
   *
   * @param place as messages name it
   * @param writers may be the same as the readers
   * @param lock let go last
   */
  Database(
      String place,
      Dialect dialect,
      HikariDataSource writers,
      HikariDataSource readers,
      AutoCloseable lock) {
    this.place = place;
    this.dialect = dialect;
    this.writers = writers;
    this.readers = readers;
    this.lock = lock;
  }

  /**
   * Opens a pool; a database that cannot be used now shows at once.
   *
   * @throws LedgerException if no connection can be made
   */
  static HikariDataSource pool(String place, Dialect dialect, HikariConfig config)
      throws LedgerException {
    config.setInitializationFailTimeout(1);
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw failed(
          place, dialect, e.getCause() instanceof SQLException cause ? cause : new SQLException(e));
    }
  }

  /** What happens in one transaction; may be run more than once. */
  interface Step<T> {
    T run(Sql sql) throws SQLException, LedgerException;
  }

  /** Runs a step; what it wrote is on the disk when this returns, or nothing of it. */
  <T> T write(Step<T> step) throws LedgerException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = writers.getConnection()) {
        return transact(connection, step);
      } catch (SQLException e) {
        if (dialect.failure(e) != Failure.CONFLICT || attempt == ATTEMPTS) {
          throw failed(e);
        }
      }
    }
  }

  /** Runs a step that only reads. */
  <T> T read(Step<T> step) throws LedgerException {
    try (Connection connection = readers.getConnection()) {
      return transact(connection, step);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private <T> T transact(Connection connection, Step<T> step) throws SQLException, LedgerException {
    try {
      T result = step.run(new Sql(connection, dialect));
      connection.commit();
      return result;
    } catch (SQLException | LedgerException | RuntimeException e) {
      quietly(connection::rollback);
      throw e;
    }
  }

  /** Reads one state of the tables until it is closed; writers do not wait. */
  Snapshot snapshot() throws LedgerException {
    try {
      Connection connection = readers.getConnection();
      try {
        dialect.holdSnapshot(connection);
        return new Snapshot(connection);
      } catch (SQLException e) {
        quietly(connection);
        throw e;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** A transaction that only reads. */
  final class Snapshot implements AutoCloseable {
    private final Connection connection;

    private Snapshot(Connection connection) {
      this.connection = connection;
    }

    <T> T read(Step<T> step) throws LedgerException {
      try {
        return step.run(new Sql(connection, dialect));
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      quietly(connection::rollback);
      quietly(connection);
    }
  }

  private LedgerException failed(SQLException e) {
    return failed(place, dialect, e);
  }

  /** The server's words are left out, because names of files may stand in them. */
  private static LedgerException failed(String place, Dialect dialect, SQLException e) {
    Failure failure = dialect.failure(e);
    return new LedgerException(
        "The ledger in %s %s (%s)".formatted(place, failure.words(), code(e)),
        failure.isRetryable(),
        e);
  }

  private static String code(SQLException e) {
    return e.getSQLState() == null ? "code " + e.getErrorCode() : "SQLSTATE " + e.getSQLState();
  }

  @Override
  public void close() {
    // SQLite's log is put back into its file by the last connection, which must be one that writes.
    quietly(readers);
    quietly(writers);
    quietly(lock);
  }

  static void quietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("The ledger closed badly", e);
    }
  }
}
