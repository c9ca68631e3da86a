package dev.dermstream.batch.ledger;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the ledger is kept.
 *
 * @param directory of the embedded database; not used with a server
 * @param url JDBC address of a PostgreSQL server; empty for the embedded database
 * @param user of the server; empty for the driver's default
 * @param passwordFile whose first line is the password; empty for none
 * @param connections most of this process to the server, 2 to 64
 * @param timeout for a connection, a lock or an answer, 1 s to 10 min
 */
public record LedgerConfig(
    Path directory,
    String url,
    String user,
    String passwordFile,
    int connections,
    Duration timeout) {
  /** Reads the section {@code dermstream.batch.ledger}. */
  public static LedgerConfig from(Config root) {
    return Settings.read(root, "dermstream.batch.ledger", LedgerConfig::read);
  }

  private static LedgerConfig read(Settings settings) {
    String url = settings.text("postgresql.url");
    settings.require(
        url.isEmpty() || url.startsWith("jdbc:postgresql:"),
        "postgresql.url",
        "must begin with jdbc:postgresql: or be empty");
    settings.require(
        !url.contains("password="),
        "postgresql.url",
        "must not hold a password; name a password-file");
    String directory = settings.text("directory");
    settings.require(
        !url.isEmpty() || !directory.isEmpty(), "directory", "must be a folder, or name a server");
    return new LedgerConfig(
        Path.of(directory),
        url,
        settings.text("postgresql.user"),
        settings.text("postgresql.password-file"),
        settings.number("postgresql.connections", 2, 64),
        settings.duration("timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)));
  }

  /** Whether the ledger is kept in files of this host. */
  public boolean isEmbedded() {
    return url.isEmpty();
  }

  /** The database as messages name it: without account, password and parameters. */
  String place() {
    return isEmbedded() ? directory.toString() : url.replaceAll("[?].*|(?<=//)[^/@]*@|^jdbc:", "");
  }
}
