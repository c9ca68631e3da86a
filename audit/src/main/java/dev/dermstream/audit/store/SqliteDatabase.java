package dev.dermstream.audit.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * SQLite in a directory, a file {@code CHAIN.db} for each chain. With a write-ahead log that is
 * forced to the disk at every commit, a record that was committed survives the loss of power, and
 * readers never wait for the writer nor it for them.
 */
final class SqliteDatabase {
  private static final int BUSY_MILLIS = 10_000;
  private static final String SUFFIX = ".db";

  /** One chain a file and a lock on the file: there is nobody to wait for. */
  private static final Dialect ALONE =
      new Dialect() {
        @Override
        public void lockSchema(Connection database) {}

        @Override
        public boolean lockIfIdle(Connection database, String chain) {
          return false;
        }

        @Override
        public void unlock(Connection database) {}
      };

  private SqliteDatabase() {}

  static AuditStore open(Path directory, String chain) throws AuditStoreException {
    AutoCloseable lock = lock(directory, chain);
    Connection database;
    try {
      database = connect(directory.resolve(chain + SUFFIX), false);
    } catch (SQLException e) {
      Quietly.close(lock);
      throw new AuditStoreException("The audit store cannot be opened in " + directory, e);
    }
    return JdbcStore.open(database, lock, ALONE, chain);
  }

  static AuditReader read(Path directory) throws AuditStoreException {
    List<Connection> databases = new ArrayList<>();
    try {
      for (Path file : files(directory)) {
        Connection database = connect(file, true);
        databases.add(database);
        database.setAutoCommit(false);
      }
      return new JdbcReader(databases);
    } catch (SQLException e) {
      databases.forEach(Quietly::close);
      throw new AuditStoreException("The audit records in " + directory + " cannot be read", e);
    }
  }

  private static List<Path> files(Path directory) throws AuditStoreException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (NoSuchFileException e) {
      throw new AuditStoreException("There is no audit directory " + directory, e);
    } catch (IOException e) {
      throw new AuditStoreException("The audit directory " + directory + " cannot be read", e);
    }
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(readOnly);
    if (!readOnly) {
      config.setJournalMode(JournalMode.WAL);
      config.setSynchronous(SynchronousMode.FULL);
    }
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /** Held for as long as the process writes the chain, however it ends. */
  private static AutoCloseable lock(Path directory, String chain) throws AuditStoreException {
    FileChannel channel;
    try {
      Files.createDirectories(directory, ownerOnly(directory));
      channel =
          FileChannel.open(
              directory.resolve(chain + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new AuditStoreException("The audit directory " + directory + " cannot be used", e);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another gateway of this very process has it.
    } catch (IOException e) {
      Quietly.close(channel);
      throw new AuditStoreException("The audit directory " + directory + " cannot be locked", e);
    }
    Quietly.close(channel);
    throw new AuditStoreException(
        "Another gateway writes the audit chain %s in %s".formatted(chain, directory));
  }

  private static FileAttribute<?>[] ownerOnly(Path directory) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
