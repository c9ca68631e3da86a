package dev.dermstream.audit.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/**
 * A PostgreSQL server that several gateways share, each with a chain, a row of heads and a
 * connection of its own, so that none waits for another. A lock of the session keeps a second
 * gateway from the same chain.
 */
final class PostgresDatabase {
  /** Far over any commit; a server that hangs for longer is as good as gone. */
  private static final String PATIENCE_SECONDS = "10";

  /** "drms", so that other programs' locks in the same database are not met. */
  private static final long LOCK_SPACE = 0x64726d73;

  private static final String SCHEMA = " schema";

  private static final Dialect SHARED =
      new Dialect() {
        @Override
        public void lockSchema(Connection database) throws SQLException {
          try (PreparedStatement lock =
              database.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, ?))")) {
            lock.setString(1, SCHEMA);
            lock.setLong(2, LOCK_SPACE);
            lock.execute();
          }
        }

        @Override
        public boolean lockIfIdle(Connection database, String chain) throws SQLException {
          return tryLock(database, "pg_try_advisory_xact_lock", chain);
        }

        @Override
        public void unlock(Connection database) throws SQLException {
          // The server ends a session, and with it the lock, some time after the connection.
          try (Statement statement = database.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
          }
        }
      };

  private PostgresDatabase() {}

  static AuditStore open(StoreConfig config, String chain) throws AuditStoreException {
    Connection database = connect(config);
    try {
      if (!tryLock(database, "pg_try_advisory_lock", chain)) {
        throw new AuditStoreException("Another gateway writes the audit chain " + chain);
      }
      keepDurable(database);
    } catch (SQLException e) {
      Quietly.close(database);
      throw new AuditStoreException("The audit database cannot be used", e);
    } catch (AuditStoreException e) {
      Quietly.close(database);
      throw e;
    }
    return JdbcStore.open(database, () -> {}, SHARED, chain);
  }

  static AuditReader read(StoreConfig config) throws AuditStoreException {
    Connection database = connect(config);
    try {
      database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      database.setReadOnly(true);
      database.setAutoCommit(false);
      return new JdbcReader(List.of(database));
    } catch (SQLException e) {
      Quietly.close(database);
      throw new AuditStoreException("The audit database cannot be read", e);
    }
  }

  private static Connection connect(StoreConfig config) throws AuditStoreException {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "dermstream-audit");
    properties.setProperty("connectTimeout", PATIENCE_SECONDS);
    properties.setProperty("socketTimeout", PATIENCE_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    if (!config.user().isEmpty()) {
      properties.setProperty("user", config.user());
    }
    if (!config.passwordFile().isEmpty()) {
      properties.setProperty("password", password(Path.of(config.passwordFile())));
    }
    try {
      return DriverManager.getConnection(config.url(), properties);
    } catch (SQLException e) {
      throw new AuditStoreException("The audit database cannot be reached", e);
    }
  }

  /** Read at every connection, so that it can be changed while the gateway runs. */
  private static String password(Path file) throws AuditStoreException {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new AuditStoreException("The audit database's password-file cannot be read", e);
    }
  }

  /** Where the server's own setting does not wait for the disk, this session does. */
  static void keepDurable(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') = 'off'");
    }
  }

  private static boolean tryLock(Connection database, String function, String chain)
      throws SQLException {
    try (PreparedStatement lock =
        database.prepareStatement("SELECT " + function + "(hashtextextended(?, ?))")) {
      lock.setString(1, chain);
      lock.setLong(2, LOCK_SPACE);
      try (ResultSet rows = lock.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }
}
