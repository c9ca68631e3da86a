package dev.dermstream.batch.output;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * How tables are written.
 *
 * @param table where the address names none
 * @param server that knows user and password, as {@code HOST:PORT}; no other one is told them.
 *     Empty: none
 * @param user of that server
 * @param passwordFile whose first line is the password; empty for none
 * @param batchRows that go to the database at once, 1 to 10,000
 * @param patience with a database that does not answer, 1 s to 10 minutes
 */
public record DatabaseConfig(
    String table,
    String server,
    String user,
    String passwordFile,
    int batchRows,
    Duration patience) {
  static DatabaseConfig read(Settings settings) {
    String table = settings.text("jdbc.table");
    settings.require(
        TableName.isValid(table), "jdbc.table", "must be letters, digits and _, at most 63");
    String server = settings.text("jdbc.server");
    settings.require(
        server.isEmpty() || server.matches("[^\\s/@]+:[0-9]{1,5}"),
        "jdbc.server",
        "must be HOST:PORT or empty");
    String user = settings.text("jdbc.user");
    String passwordFile = settings.text("jdbc.password-file");
    settings.require(
        !server.isEmpty() || (user.isEmpty() && passwordFile.isEmpty()),
        "jdbc.server",
        "must be named where user or password-file is");
    return new DatabaseConfig(
        table,
        server,
        user,
        passwordFile,
        settings.number("jdbc.batch-rows", 1, 10_000),
        settings.duration("jdbc.patience", Duration.ofSeconds(1), Duration.ofMinutes(10)));
  }
}
