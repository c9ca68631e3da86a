package dev.dermstream.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {
  @TempDir Path folder;

  @Override
  LedgerConfig config() {
    return new LedgerConfig(folder.resolve("batch"), "", "", "", 2, Duration.ofSeconds(10));
  }

  @Override
  Connection beside() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + config().directory().resolve("ledger.db"));
  }

  @Test
  void onlyTheOwnerMayLookIntoTheFolder() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config().directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void aSecondWriterIsTurnedAwayAndToldWhatToDo() {
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledgers.open(config()).close())
        .withMessageContaining("Another process writes the ledger in " + config().directory())
        .withMessageContaining("PostgreSQL");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    ledger.close();
    Files.deleteIfExists(config().directory().resolve("ledger.db-wal"));
    Files.writeString(config().directory().resolve("ledger.db"), "no database ".repeat(1_000));

    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledgers.open(config()).close())
        .withMessageContaining("damaged or no database")
        .matches(e -> !e.isRetryable());
  }

  @Test
  void aFolderWithoutALedgerCannotBeRead() {
    LedgerConfig elsewhere =
        new LedgerConfig(folder.resolve("none"), "", "", "", 2, Duration.ofSeconds(10));

    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledgers.read(elsewhere).close())
        .withMessageContaining("no ledger in " + folder.resolve("none"));
  }
}
