package dev.dermstream.batch.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** A PostgreSQL server that several workers share. */
final class PostgresDatabase {
  private PostgresDatabase() {}

  static Database open(LedgerConfig config) {
    return database(config, false);
  }

  static Database read(LedgerConfig config) {
    return database(config, true);
  }

  private static Database database(LedgerConfig config, boolean readOnly) {
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
    pool.setInitializationFailTimeout(-1);
    HikariDataSource source = new HikariDataSource(pool);
    return new Database(config.place(), new PostgresDialect(), source, source, () -> {});
  }
}
