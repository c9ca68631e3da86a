package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table that several jobs may share: the flat columns behind {@code job_id}, one row an image.
 * The rows of a job are replaced in one transaction, so that readers see all of them or those from
 * before.
 */
final class JdbcTable implements ResultWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcTable.class);

  private final TableAddress address;
  private final DatabaseConfig config;
  private final String table;

  JdbcTable(TableAddress address, DatabaseConfig config) {
    this.address = address;
    this.config = config;
    this.table = TableName.quoted(address.table());
  }

  @Override
  public void check() throws OutputException {
    if (address.kind() == TableAddress.Kind.SQLITE) {
      Folders.check(Path.of(address.place()));
    }
    try (Connection database = TableConnection.open(address, config)) {
      make(database);
      requireColumns(database);
      try {
        try (TableRows row = new TableRows(database, table, "check", config.batchRows())) {
          row.add(ImageResult.getDefaultInstance());
          row.send();
        }
      } finally {
        database.rollback();
      }
    } catch (SQLException e) {
      throw JdbcFault.of(address, e);
    }
  }

  @Override
  public Written write(Job job, Results results) throws IOException, InterruptedException {
    try (Connection database = TableConnection.open(address, config)) {
      make(database);
      requireColumns(database);
      boolean committed = false;
      try {
        long count = replace(database, job.getJobId(), results);
        Folders.stopIfInterrupted();
        database.commit();
        committed = true;
        return new Written(count, 0);
      } finally {
        if (!committed) {
          undo(database);
        }
      }
    } catch (SQLException e) {
      throw JdbcFault.of(address, e);
    }
  }

  private long replace(Connection database, String job, Results results)
      throws SQLException, IOException, InterruptedException {
    try (PreparedStatement delete =
        database.prepareStatement("DELETE FROM %s WHERE %s = ?".formatted(table, TableRows.JOB))) {
      delete.setString(1, job);
      delete.executeUpdate();
    }
    try (TableRows row = new TableRows(database, table, job, config.batchRows())) {
      results.forEach(result -> {
        Folders.stopIfInterrupted();
        try {
          row.add(result);
        } catch (SQLException e) {
          throw JdbcFault.of(address, e);
        }
      });
      row.send();
      return row.count();
    }
  }

  /** What is not committed is gone anyhow; a connection that is lost cannot say so. */
  private static void undo(Connection database) {
    try {
      database.rollback();
    } catch (SQLException e) {
      LOG.debug("A rollback failed", e);
    }
  }

  private void make(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      if (address.kind() == TableAddress.Kind.POSTGRESQL) {
        // Two who make the same table at once would meet in the catalogue. The number is "drmb".
        statement.execute("SELECT pg_advisory_xact_lock(1685220706)");
      }
      statement.execute(definition(table));
    }
    database.commit();
  }

  /** The statement that makes a table. */
  static String definition(String quoted) {
    String columns =
        Columns.ALL.stream()
            .map(column -> "  \"%s\" %s,\n".formatted(column.name(), type(column)))
            .collect(Collectors.joining());
    return "CREATE TABLE IF NOT EXISTS %s (\n  \"%s\" text NOT NULL,\n%s  PRIMARY KEY (\"%s\", \"position\"))"
        .formatted(quoted, TableRows.JOB, columns, TableRows.JOB);
  }

  static String type(Column column) {
    return switch (column.type()) {
      case INT -> "integer";
      case LONG -> "bigint";
      case DOUBLE -> "double precision";
      case FLAG -> "boolean";
      case TEXT, JSON, TEXTS, INTS, SHARES -> "text";
    };
  }

  private void requireColumns(Connection database) throws SQLException, OutputException {
    Set<String> missing = TableRows.columns().collect(Collectors.toCollection(TreeSet::new));
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM %s WHERE 1 = 0".formatted(table))) {
      ResultSetMetaData found = rows.getMetaData();
      for (int i = 1; i <= found.getColumnCount(); i++) {
        missing.remove(found.getColumnName(i).toLowerCase(Locale.ROOT));
      }
    }
    database.commit();
    if (!missing.isEmpty()) {
      throw new OutputException(
          "The table %s at %s lacks the columns %s; add them or name another table"
              .formatted(address.table(), address.place(), String.join(", ", missing)),
          false);
    }
  }
}
