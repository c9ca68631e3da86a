package dev.dermstream.batch.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Collection;
import java.util.StringJoiner;
import org.sqlite.SQLiteErrorCode;

/** There is one writer, so that there is nobody to lock out. */
final class SqliteDialect implements Dialect {
  /** The lower eight bits are the kind, the upper ones say more. */
  private static final int KIND = 0xff;

  @Override
  public String scripts() {
    return "sqlite";
  }

  @Override
  public void lockSchema(Connection connection) {}

  @Override
  public String forUpdate() {
    return "";
  }

  @Override
  public String amongNumbers() {
    return " IN (SELECT value FROM json_each(?))";
  }

  @Override
  public Object numbers(Connection connection, Collection<Long> numbers) {
    StringJoiner json = new StringJoiner(",", "[", "]");
    numbers.forEach(number -> json.add(number.toString()));
    return json.toString();
  }

  @Override
  public String amongDigests() {
    return " IN (SELECT unhex(value) FROM json_each(?))";
  }

  @Override
  public Object digests(Connection connection, Collection<Digest> digests) {
    StringJoiner json = new StringJoiner("\",\"", "[\"", "\"]").setEmptyValue("[]");
    digests.forEach(digest -> json.add(digest.toString()));
    return json.toString();
  }

  /**
   * Without figures on the tables it takes the primary key, and goes through all that has ended.
   */
  @Override
  public String by(String index) {
    return " INDEXED BY " + index;
  }

  /** Every transaction does, from its first statement. */
  @Override
  public void holdSnapshot(Connection connection) {}

  @Override
  public Failure failure(SQLException e) {
    if (e instanceof SQLTransientException) {
      return e.getCause() instanceof SQLException cause ? failure(cause) : Failure.BUSY;
    }
    return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & KIND)) {
      case SQLITE_FULL -> Failure.FULL;
      case SQLITE_BUSY, SQLITE_LOCKED -> Failure.BUSY;
      case SQLITE_IOERR -> Failure.DISK;
      case SQLITE_READONLY -> Failure.OPENED_TO_READ;
      case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH -> Failure.DENIED;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> Failure.DAMAGED;
      default -> Failure.REFUSED;
    };
  }
}
