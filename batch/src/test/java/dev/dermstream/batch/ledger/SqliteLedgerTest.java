package dev.dermstream.batch.ledger;

import static dev.dermstream.batch.ledger.Screened.files;
import static dev.dermstream.batch.ledger.Screened.requireWhole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
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

  @Test
  void aProcessThatIsKilledLosesNothingThatItNoted() throws Exception {
    int files = 100_000;
    screening("job-1", files(files));
    ledger.close();
    long noted = 0;
    for (int kill = 0; kill < 2; kill++) {
      noted = Math.max(noted, killedAfter(noted + 3_000));
    }
    openLedger();

    long ended = ledger.tally("job-1").ended();
    assertThat(ended).isGreaterThanOrEqualTo(noted).isLessThan(files);
    assertThat(ended + ledger.waiting("job-1", 0, 1, -1, files).size()).isEqualTo(files);
    requireWhole(ledger, "job-1", ended);
  }

  /** Lets another process conclude until it has noted so many files; returns how many it told. */
  private long killedAfter(long files) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ConcludingProcess.class.getName(),
                config().directory().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long told = 0;
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null) {
        if (line.startsWith(ConcludingProcess.TOLD)) {
          told = Math.max(told, number(line));
        }
        if (told >= files) {
          // What it has told until the kill comes through is read as well.
          process.toHandle().destroyForcibly();
        }
        line = output.readLine();
      }
    } finally {
      process.destroyForcibly().onExit().join();
    }
    assertThat(told).as("files that the process ended").isGreaterThanOrEqualTo(files);
    return told;
  }

  /** The last line may be cut off, which makes the number smaller. */
  private static long number(String line) {
    return Long.parseLong(line.substring(ConcludingProcess.TOLD.length()));
  }
}
