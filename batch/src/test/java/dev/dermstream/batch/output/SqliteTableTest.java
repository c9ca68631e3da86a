package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A table in SQLite as Python reads it. */
class SqliteTableTest extends TableContract {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String READ =
      """
      import sqlite3, sys
      rows = sqlite3.connect(sys.argv[1]).execute(
          'SELECT * FROM results_x ORDER BY job_id, position')
      sys.stdout.buffer.write('\\n'.join(str(list(row)) for row in rows).encode())
      """;

  @Override
  String location() {
    return "jdbc:sqlite:" + file() + "?table=results_x";
  }

  private Path file() {
    return folder.resolve("places/results.db");
  }

  @Override
  String held(String location) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "left out: no " + PYTHON);
    Process python = new ProcessBuilder(PYTHON, "-c", READ, file().toString()).start();
    return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  void assertNothingElse() throws Exception {
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files).containsExactly(file());
    }
  }

  @Override
  Connection connect() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  @Test
  void holdsTypedValues() throws Exception {
    assertThat(written(TestResults.all()))
        .contains("['job-0001', 0, '환자/흑색종 1.dcm'", "87.5", "'0=9.1235 1=87.5 2=3.3765'")
        .contains("'; DROP TABLE dermstream_results; --.dcm");
  }

  @Test
  void saysThatAFileIsNoDatabase() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "this is a text and no database, ".repeat(50));

    assertThatThrownBy(() -> writer().check())
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("is no database of SQLite");
  }

  @Test
  void keepsTheOldRowsWhereTheDiskIsFull() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("places"))) {
      String before = written(TestResults.all().subList(0, 1));

      assertThatThrownBy(
              () -> writer().write(TestResults.JOB, TestResults.of(TestResults.random(3000))))
          .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isTrue())
          .hasMessageContaining("no room is left on the disk");

      assertThat(disk.folder()).exists();
      assertThat(held(location())).isEqualTo(before);
    }
  }
}
