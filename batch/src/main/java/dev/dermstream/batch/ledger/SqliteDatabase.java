package dev.dermstream.batch.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite in one file of one writing process, with a write-ahead log that is forced to the disk at
 * every commit: one connection that writes, and readers that wait for nobody.
 */
final class SqliteDatabase {
  private static final String FILE = "ledger.db";
  private static final int READERS = 4;
  private static final Dialect DIALECT = new SqliteDialect();

  /** Negative: KiB. The keys of a million images fit in. */
  private static final int CACHE_OF_WRITER = -64 << 10;

  private static final int CACHE_OF_READER = -4 << 10;

  private SqliteDatabase() {}

  static Database open(LedgerConfig config) throws LedgerException {
    AutoCloseable lock = lock(config.directory());
    HikariDataSource writers = null;
    try {
      writers = pool(config, false, 1);
      HikariDataSource readers = pool(config, true, READERS);
      return new Database(config.place(), DIALECT, writers, readers, lock);
    } catch (LedgerException e) {
      if (writers != null) {
        Database.quietly(writers);
      }
      Database.quietly(lock);
      throw e;
    }
  }

  static Database read(LedgerConfig config) throws LedgerException {
    if (!Files.exists(config.directory().resolve(FILE))) {
      throw new LedgerException("There is no ledger in " + config.place(), false, null);
    }
    HikariDataSource readers = pool(config, true, READERS);
    return new Database(config.place(), DIALECT, readers, readers, () -> {});
  }

  private static HikariDataSource pool(LedgerConfig config, boolean readOnly, int connections)
      throws LedgerException {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setBusyTimeout(Math.toIntExact(config.timeout().toMillis()));
    sqlite.setReadOnly(readOnly);
    sqlite.setCacheSize(readOnly ? CACHE_OF_READER : CACHE_OF_WRITER);
    if (!readOnly) {
      sqlite.setJournalMode(JournalMode.WAL);
      sqlite.setSynchronous(SynchronousMode.FULL);
      sqlite.setTransactionMode(TransactionMode.IMMEDIATE);
    }
    SQLiteDataSource source = new SQLiteDataSource(sqlite);
    source.setUrl("jdbc:sqlite:" + config.directory().resolve(FILE).toAbsolutePath());
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source);
    pool.setPoolName(readOnly ? "batch-ledger-readers" : "batch-ledger-writer");
    pool.setReadOnly(readOnly);
    pool.setMaximumPoolSize(connections);
    pool.setMinimumIdle(readOnly ? 0 : connections);
    pool.setMaxLifetime(0);
    pool.setKeepaliveTime(0);
    pool.setIsolateInternalQueries(true);
    pool.setAutoCommit(false);
    pool.setConnectionTimeout(config.timeout().toMillis());
    return Database.pool(config.place(), DIALECT, pool);
  }

  /** Held for as long as the process writes, however it ends. */
  private static AutoCloseable lock(Path directory) throws LedgerException {
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        // Names of patients' files and answers on them lie here.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
      channel =
          FileChannel.open(
              directory.resolve("ledger.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new LedgerException(
          "The folder %s of the ledger cannot be used; see its owner and its rights"
              .formatted(directory),
          false,
          e);
    }
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another one of this very process has it.
    } catch (IOException e) {
      Database.quietly(channel);
      throw new LedgerException(
          "The folder %s of the ledger is on a file system without locks; use another"
              .formatted(directory),
          false,
          e);
    }
    Database.quietly(channel);
    throw new LedgerException(
        "Another process writes the ledger in %s; end it, or let both use one PostgreSQL server"
            .formatted(directory),
        true,
        null);
  }
}
