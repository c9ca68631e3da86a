package dev.dermstream.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends AuditStoreContract {
  @TempDir Path folder;

  @Override
  StoreConfig config() {
    return new StoreConfig(folder.resolve("audit"), "", "", "");
  }

  @Override
  Connection tamper(String chain) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:sqlite:" + config().directory().resolve(chain + ".db"));
  }

  @Test
  void onlyTheOwnerMayLookIntoTheFolder() throws Exception {
    config().open("g").close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config().directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void everyCommitIsForcedToTheDisk() throws Exception {
    config().open("g").close();

    try (Connection connection = tamper("g");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA journal_mode")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("wal");
    }
  }

  @Test
  void aFolderThatIsNotThereCannotBeRead() {
    assertThatExceptionOfType(AuditStoreException.class)
        .isThrownBy(() -> config().read())
        .withMessageContaining("no audit directory");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    Files.createDirectories(config().directory());
    Files.writeString(config().directory().resolve("g.db"), "no database ".repeat(1_000));

    assertThatExceptionOfType(AuditStoreException.class).isThrownBy(() -> config().open("g"));
  }

  @Test
  void tablesOfANewerProgramAreRefused() throws Exception {
    config().open("g").close();
    try (Connection connection = tamper("g");
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO audit_schema (version) VALUES (99)");
    }

    assertThatExceptionOfType(AuditStoreException.class)
        .isThrownBy(() -> config().open("g"))
        .withMessageContaining("version 99");
  }
}
