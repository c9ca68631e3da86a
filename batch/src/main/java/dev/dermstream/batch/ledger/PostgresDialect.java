package dev.dermstream.batch.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Collection;
import java.util.Set;

/** A server that several processes write. */
final class PostgresDialect implements Dialect {
  /** "drmb", so that other programs' locks in the same database are not met. */
  private static final long SCHEMA_LOCK = 0x64726d62;

  private static final Set<String> BUSY = Set.of("55P03", "57014", "25P03", "57P05");

  @Override
  public String scripts() {
    return "postgresql";
  }

  @Override
  public void lockSchema(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
      lock.setLong(1, SCHEMA_LOCK);
      lock.execute();
    }
  }

  @Override
  public String forUpdate() {
    return " FOR NO KEY UPDATE";
  }

  @Override
  public String amongNumbers() {
    return " = ANY (?)";
  }

  @Override
  public Object numbers(Connection connection, Collection<Long> numbers) throws SQLException {
    return connection.createArrayOf("bigint", numbers.toArray());
  }

  @Override
  public String amongDigests() {
    return " = ANY (?)";
  }

  @Override
  public Object digests(Connection connection, Collection<Digest> digests) throws SQLException {
    return connection.createArrayOf(
        "bytea", digests.stream().map(Digest::bytes).toArray(byte[][]::new));
  }

  /** It takes the smallest one that will do. */
  @Override
  public String by(String index) {
    return "";
  }

  @Override
  public void holdSnapshot(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
  }

  /** Source: PostgreSQL, appendix A, error codes. */
  @Override
  public Failure failure(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() != 5) {
      // The pool gave up; it tells why the last connection could not be made.
      return e.getCause() instanceof SQLException cause
          ? failure(cause)
          : e instanceof SQLTransientException ? Failure.BUSY : Failure.REFUSED;
    }
    if (BUSY.contains(state)) {
      return Failure.BUSY;
    }
    return switch (state.substring(0, 2)) {
      case "08", "57", "58" -> Failure.AWAY;
      case "40" -> Failure.CONFLICT;
      case "53" -> state.equals("53100") ? Failure.FULL : Failure.AWAY;
      case "25" -> Failure.READ_ONLY;
      case "28", "3D", "42" -> denied(state);
      case "XX" -> Failure.DAMAGED;
      default -> Failure.REFUSED;
    };
  }

  private static Failure denied(String state) {
    return state.startsWith("42") && !state.equals("42501") ? Failure.REFUSED : Failure.DENIED;
  }
}
