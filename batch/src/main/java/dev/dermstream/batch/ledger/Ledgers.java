package dev.dermstream.batch.ledger;

import java.time.Clock;

/** Opens ledgers. */
public final class Ledgers {
  private Ledgers() {}

  /**
   * Opens the ledger, makes its tables where they are missing and brings them up to date.
   *
   * @throws LedgerException if the database cannot be used, its tables are those of a newer
   *     program, or, embedded, another process writes it
   */
  public static Ledger open(LedgerConfig config) throws LedgerException {
    return open(config, Clock.systemUTC());
  }

  /**
   * Like {@link #open(LedgerConfig)}.
   *
   * @param clock for the ends of jobs
   */
  public static Ledger open(LedgerConfig config, Clock clock) throws LedgerException {
    Database database =
        config.isEmbedded() ? SqliteDatabase.open(config) : PostgresDatabase.open(config);
    try {
      database.write(Schema::migrate);
      return new JdbcLedger(database, clock);
    } catch (LedgerException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens the ledger to read it, beside those who write; every method that notes something fails.
   *
   * @throws LedgerException if the database cannot be used, has no ledger, or its tables are those
   *     of a newer program
   */
  public static Ledger read(LedgerConfig config) throws LedgerException {
    Database database =
        config.isEmbedded() ? SqliteDatabase.read(config) : PostgresDatabase.read(config);
    try {
      database.read(Schema::check);
      return new JdbcLedger(database, Clock.systemUTC());
    } catch (LedgerException e) {
      database.close();
      throw e;
    }
  }
}
