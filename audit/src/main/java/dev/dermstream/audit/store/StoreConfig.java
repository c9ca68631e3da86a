package dev.dermstream.audit.store;

import dev.dermstream.platform.config.Settings;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where records are kept.
 *
 * @param directory of the embedded database, one file for each chain; not used with a server
 * @param url JDBC address of a PostgreSQL server; empty for the embedded database
 * @param user of the server
 * @param passwordFile whose first line is the password; empty for none
 */
public record StoreConfig(Path directory, String url, String user, String passwordFile) {
  private static final Pattern CHAIN = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** Reads the section {@code audit}. */
  public static StoreConfig read(Settings settings) {
    String url = settings.text("audit.postgresql.url");
    settings.require(
        url.isEmpty() || url.startsWith("jdbc:postgresql:"),
        "audit.postgresql.url",
        "must begin with jdbc:postgresql: or be empty");
    settings.require(
        !url.contains("password="),
        "audit.postgresql.url",
        "must not hold a password; name a password-file");
    return new StoreConfig(
        Path.of(settings.text("audit.directory")),
        url,
        settings.text("audit.postgresql.user"),
        settings.text("audit.postgresql.password-file"));
  }

  /** Whether records are kept in a file of this host. */
  public boolean isEmbedded() {
    return url.isEmpty();
  }

  /** Whether a chain may be called so: its name is that of a file. */
  public static boolean isChainName(String chain) {
    return CHAIN.matcher(chain).matches();
  }

  /**
   * Opens the store for the one writer of a chain.
   *
   * @throws AuditStoreException if it cannot be opened or another process writes this chain
   */
  public AuditStore open(String chain) throws AuditStoreException {
    return isEmbedded()
        ? SqliteDatabase.open(directory, chain)
        : PostgresDatabase.open(this, chain);
  }

  /**
   * Opens the store to read it, beside those who write.
   *
   * @throws AuditStoreException if it cannot be opened
   */
  public AuditReader read() throws AuditStoreException {
    return isEmbedded() ? SqliteDatabase.read(directory) : PostgresDatabase.read(this);
  }
}
