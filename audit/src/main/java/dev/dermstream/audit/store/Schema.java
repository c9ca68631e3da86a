package dev.dermstream.audit.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings the tables to the newest version, by the scripts {@code V1.sql}, {@code V2.sql}, ... */
final class Schema {
  private static final List<String> SCRIPTS = List.of("V1.sql");

  private Schema() {}

  /**
   * Runs the scripts that are missing, within the connection's transaction.
   *
   * @throws AuditStoreException if the tables are those of a newer program
   */
  static void migrate(Connection database) throws SQLException, AuditStoreException {
    try (Statement statement = database.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS audit_schema (version INTEGER NOT NULL)");
      int version = version(statement);
      if (version > SCRIPTS.size()) {
        throw new AuditStoreException(
            "The audit tables have version %d; this program knows versions up to %d"
                .formatted(version, SCRIPTS.size()));
      }
      for (int next = version; next < SCRIPTS.size(); next++) {
        for (String sql : script(SCRIPTS.get(next)).split(";", -1)) {
          if (!sql.isBlank()) {
            statement.execute(sql);
          }
        }
        statement.execute("INSERT INTO audit_schema (version) VALUES (" + (next + 1) + ")");
      }
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM audit_schema")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static String script(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The script " + name + " is missing.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
