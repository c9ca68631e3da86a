package dev.dermstream.pacs.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements over one connection, each prepared once: the texts are constants of this package. Not
 * thread-safe.
 */
final class Sql implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  /** Runs a statement; returns how many rows it changed. */
  int update(String text, @Nullable Object... values) throws SQLException {
    return bound(text, values).executeUpdate();
  }

  /** Runs an insert; returns the key that the database gave. */
  long insert(String text, @Nullable Object... values) throws SQLException {
    update(text, values);
    return number("SELECT last_insert_rowid()").orElseThrow();
  }

  <T> List<T> list(String text, Row<T> row, @Nullable Object... values) throws SQLException {
    List<T> found = new ArrayList<>();
    try (ResultSet rows = bound(text, values).executeQuery()) {
      while (rows.next()) {
        found.add(row.read(rows));
      }
    }
    return found;
  }

  <T> Optional<T> first(String text, Row<T> row, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = bound(text, values).executeQuery()) {
      return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
    }
  }

  Optional<Long> number(String text, @Nullable Object... values) throws SQLException {
    return first(text, row -> row.getLong(1), values);
  }

  private PreparedStatement bound(String text, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(text);
    if (statement == null) {
      statement = connection.prepareStatement(text);
      prepared.put(text, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    connection.close();
  }
}
