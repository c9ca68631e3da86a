package dev.dermstream.batch.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;

/** Brings the tables to the newest version, by the scripts {@code ...V1.sql}, {@code V2.sql}. */
final class Schema {
  private static final int NEWEST = 1;

  private Schema() {}

  /**
   * Runs the scripts that are missing, within the transaction; returns the tables' version.
   *
   * @throws LedgerException if the tables are those of a newer program
   */
  static int migrate(Sql sql) throws SQLException, LedgerException {
    sql.dialect().lockSchema(sql.connection());
    try (Statement statement = sql.connection().createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS batch_schema (version INTEGER NOT NULL)");
      for (int next = check(sql) + 1; next <= NEWEST; next++) {
        for (String text :
            script(sql.dialect().scripts() + "-V" + next + ".sql").split(";\n", -1)) {
          statement.execute(text);
        }
        statement.execute("INSERT INTO batch_schema (version) VALUES (" + next + ")");
      }
    }
    return NEWEST;
  }

  /**
   * Returns the tables' version, 0 where they are to be made.
   *
   * @throws LedgerException if they are those of a newer program
   */
  static int check(Sql sql) throws SQLException, LedgerException {
    int version =
        sql.first("SELECT COALESCE(MAX(version), 0) FROM batch_schema", row -> row.getInt(1))
            .orElse(0);
    if (version > NEWEST) {
      throw new LedgerException(
          "The ledger's tables have version %d; this program knows versions up to %d: use a newer one"
              .formatted(version, NEWEST),
          false,
          null);
    }
    return version;
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
