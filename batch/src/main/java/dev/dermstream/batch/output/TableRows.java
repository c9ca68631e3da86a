package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows on their way to a table, so many at once. For one thread. */
final class TableRows implements AutoCloseable {
  /** The column in front of those that all flat forms have. */
  static final String JOB = "job_id";

  private final PreparedStatement insert;
  private final String job;
  private final int batchRows;
  private long count;

  /**
   * Begins.
   *
   * @param table quoted
   */
  TableRows(Connection database, String table, String job, int batchRows) throws SQLException {
    List<String> names = columns().map(name -> '"' + name + '"').toList();
    this.insert =
        database.prepareStatement(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                    table,
                    String.join(", ", names),
                    String.join(", ", Collections.nCopies(names.size(), "?"))));
    this.job = job;
    this.batchRows = batchRows;
  }

  /** Names of all columns, in their order. */
  static Stream<String> columns() {
    return Stream.concat(Stream.of(JOB), Columns.ALL.stream().map(Column::name));
  }

  void add(ImageResult result) throws SQLException {
    insert.setString(1, job);
    for (int i = 0; i < Columns.ALL.size(); i++) {
      set(i + 2, Columns.ALL.get(i), result);
    }
    insert.addBatch();
    count++;
    if (count % batchRows == 0) {
      send();
    }
  }

  private void set(int place, Column column, ImageResult result) throws SQLException {
    @Nullable Object value = column.value().apply(result);
    switch (column.type()) {
      case INT -> insert.setObject(place, value, Types.INTEGER);
      case LONG -> insert.setObject(place, value, Types.BIGINT);
      case DOUBLE -> insert.setObject(place, value, Types.DOUBLE);
      case FLAG -> insert.setObject(place, value, Types.BOOLEAN);
      case TEXT, JSON, TEXTS, INTS, SHARES -> insert.setString(place, FlatText.of(column, result));
    }
  }

  /** Sends what is still held back. */
  void send() throws SQLException {
    insert.executeBatch();
  }

  long count() {
    return count;
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
