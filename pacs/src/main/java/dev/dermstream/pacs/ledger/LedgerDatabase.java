package dev.dermstream.pacs.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * SQLite in one file: a write-ahead log that is flushed to the disk at every commit, one writer
 * ({@link GroupCommit}), readers that wait for nobody. Thread-safe.
 */
final class LedgerDatabase implements AutoCloseable {
  private static final String FILE = "ledger.db";
  private static final int READERS = 4;
  private static final int CHECKPOINT_PAGES = 8000;
  private static final int BUSY_MILLIS = 10_000;

  private final Path directory;
  private final @Nullable FileChannel lock;
  private final @Nullable GroupCommit writer;
  private final BlockingQueue<Sql> readers = new ArrayBlockingQueue<>(READERS);
  private final AtomicBoolean closed = new AtomicBoolean();

  private LedgerDatabase(
      Path directory, @Nullable FileChannel lock, @Nullable GroupCommit writer, List<Sql> readers) {
    this.directory = directory;
    this.lock = lock;
    this.writer = writer;
    this.readers.addAll(readers);
  }

  /**
   * Opens the log for the one process that writes it.
   *
   * @throws IOException if another process writes it, or it cannot be opened
   */
  static LedgerDatabase open(Path directory) throws IOException {
    FileChannel lock = lock(directory);
    try {
      Sql sql = connect(directory, false);
      Schema.migrate(sql);
      return new LedgerDatabase(directory, lock, new GroupCommit(sql), readers(directory));
    } catch (SQLException e) {
      try (lock) {
        throw new IOException(
            "The log in %s cannot be opened: %s".formatted(directory, e.getMessage()), e);
      }
    }
  }

  /** Opens the log to read it, beside the process that writes it. */
  static LedgerDatabase read(Path directory) throws IOException {
    if (!Files.exists(directory.resolve(FILE))) {
      throw new IOException("There is no log in " + directory);
    }
    try {
      return new LedgerDatabase(directory, null, null, readers(directory));
    } catch (SQLException e) {
      throw new IOException(
          "The log in %s cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private static List<Sql> readers(Path directory) throws SQLException {
    List<Sql> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      readers.add(connect(directory, true));
    }
    return readers;
  }

  private static Sql connect(Path directory, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(readOnly);
    if (!readOnly) {
      config.setJournalMode(JournalMode.WAL);
      config.setSynchronous(SynchronousMode.FULL);
      config.setTransactionMode(TransactionMode.IMMEDIATE);
      config.enforceForeignKeys(true);
    }
    Sql sql =
        new Sql(config.createConnection("jdbc:sqlite:" + directory.resolve(FILE).toAbsolutePath()));
    if (!readOnly) {
      sql.first("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES, row -> row.getInt(1));
    }
    return sql;
  }

  private static FileChannel lock(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      // Objects of patients lie here.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    FileChannel channel =
        FileChannel.open(
            directory.resolve("ledger.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another edge of this very process has it.
    }
    try (channel) {
      throw new IOException("Another PACS edge writes the log in " + directory);
    }
  }

  /** Runs a step and returns when it is on the disk. */
  <T> T write(GroupCommit.Step<T> step) throws IOException, InterruptedException {
    if (writer == null) {
      throw new IOException("The log was opened to be read");
    }
    return writer.write(step);
  }

  /** Reads what has been committed. */
  <T> T query(GroupCommit.Step<T> query) throws IOException, InterruptedException {
    Sql sql = readers.take();
    try {
      if (closed.get()) {
        throw new IOException("The log is closed");
      }
      return query.run(sql);
    } catch (SQLException e) {
      throw new IOException("The log could not be read: " + e.getMessage(), e);
    } finally {
      readers.add(sql);
    }
  }

  /** Bytes that may still be written to the file system. */
  long usableBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      if (writer != null) {
        writer.close();
      }
      List<Sql> idle = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        idle.add(readers.take());
        idle.getLast().close();
      }
      // For those who ask from now on, and are told.
      readers.addAll(idle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IOException("The log closed badly", e);
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }
}
