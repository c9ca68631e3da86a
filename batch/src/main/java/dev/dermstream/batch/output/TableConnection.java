package dev.dermstream.batch.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/** Opens connections that wait for the disk at a commit and do not wait for ever. */
final class TableConnection {
  private TableConnection() {}

  static Connection open(TableAddress address, DatabaseConfig config)
      throws OutputException, SQLException {
    Connection connection =
        switch (address.kind()) {
          case POSTGRESQL ->
              DriverManager.getConnection(address.url(), properties(address, config));
          case SQLITE -> file(address, config);
        };
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection file(TableAddress address, DatabaseConfig config)
      throws OutputException, SQLException {
    Path folder = Folders.of(Path.of(address.place()));
    if (!Files.isDirectory(folder)) {
      throw new OutputException(
          "%s cannot be written: its folder is not there".formatted(address.place()), true);
    }
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setBusyTimeout(Math.toIntExact(config.patience().toMillis()));
    sqlite.setSynchronous(SynchronousMode.FULL);
    sqlite.setTransactionMode(TransactionMode.IMMEDIATE);
    return sqlite.createConnection(address.url());
  }

  private static Properties properties(TableAddress address, DatabaseConfig config)
      throws OutputException {
    String patience = Long.toString(config.patience().toSeconds());
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "dermstream-batch");
    properties.setProperty("connectTimeout", patience);
    properties.setProperty("socketTimeout", patience);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("reWriteBatchedInserts", "true");
    // Else its exceptions tell the rows that they are about.
    properties.setProperty("logServerErrorDetail", "false");
    // A server that any job may name is not told them.
    if (address.place().equalsIgnoreCase(config.server())) {
      if (!config.user().isEmpty()) {
        properties.setProperty("user", config.user());
      }
      if (!config.passwordFile().isEmpty()) {
        properties.setProperty("password", password(Path.of(config.passwordFile())));
      }
    }
    return properties;
  }

  private static String password(Path file) throws OutputException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new OutputException(
          "The password-file of dermstream.batch.output.jdbc cannot be read", false);
    }
  }
}
