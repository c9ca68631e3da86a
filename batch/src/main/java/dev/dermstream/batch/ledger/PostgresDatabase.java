package dev.dermstream.batch.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** A PostgreSQL server that several workers share. */
final class PostgresDatabase {
  private static final Dialect DIALECT = new PostgresDialect();

  private PostgresDatabase() {}

  static Database open(LedgerConfig config) throws LedgerException {
    return database(config, false);
  }

  static Database read(LedgerConfig config) throws LedgerException {
    return database(config, true);
  }

  private static Database database(LedgerConfig config, boolean readOnly) throws LedgerException {
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(new PostgresConnections(config));
    pool.setPoolName("batch-ledger");
    pool.setReadOnly(readOnly);
    pool.setMaximumPoolSize(config.connections());
    pool.setMinimumIdle(1);
    pool.setAutoCommit(false);
    pool.setIsolateInternalQueries(true);
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    pool.setConnectionTimeout(config.timeout().toMillis());
    HikariDataSource source = Database.pool(config.place(), DIALECT, pool);
    return new Database(config.place(), DIALECT, source, source, () -> {});
  }
}
