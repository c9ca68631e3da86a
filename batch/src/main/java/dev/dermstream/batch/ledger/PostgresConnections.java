package dev.dermstream.batch.ledger;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes the pool's connections. The password is read each time, so that it can be changed. */
final class PostgresConnections implements DataSource {
  private static final String NOT_READ = "28000";

  private final LedgerConfig config;

  PostgresConnections(LedgerConfig config) {
    this.config = config;
  }

  @Override
  public Connection getConnection() throws SQLException {
    String seconds = Long.toString(config.timeout().toSeconds());
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "dermstream-batch");
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("reWriteBatchedInserts", "true");
    // Names of files would stand in it.
    properties.setProperty("logServerErrorDetail", "false");
    if (!config.user().isEmpty()) {
      properties.setProperty("user", config.user());
    }
    if (!config.passwordFile().isEmpty()) {
      properties.setProperty("password", password(Path.of(config.passwordFile())));
    }
    Connection connection = DriverManager.getConnection(config.url(), properties);
    try {
      prepare(connection);
      return connection;
    } catch (SQLException e) {
      Database.quietly(connection);
      throw e;
    }
  }

  /**
   * Where the server's own setting does not wait for the disk, this session does. The server gives
   * up what this side waits for no longer, so that no lock outlives it.
   */
  private void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') = 'off'");
      statement.execute("SET statement_timeout = " + config.timeout().toMillis());
    }
  }

  private static String password(Path file) throws SQLException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new SQLInvalidAuthorizationSpecException(
          "The password-file cannot be read", NOT_READ, e);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("The account is configured");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return Math.toIntExact(config.timeout().toSeconds());
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Logging is not configured here");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("Nothing is wrapped");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
