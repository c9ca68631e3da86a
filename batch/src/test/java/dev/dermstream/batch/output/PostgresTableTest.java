package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.audit.store.PostgresServer;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table in a real PostgreSQL server as psql reads it. */
class PostgresTableTest extends TableContract {
  private static final String PSQL = "/usr/bin/psql";
  private static PostgresServer server;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path> binaries = PostgresServer.installed();
    assumeTrue(binaries.isPresent(), "left out: no PostgreSQL server (Debian: postgresql)");
    server = PostgresServer.start(binaries.get());
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void removeTheTable() throws Exception {
    execute("DROP TABLE IF EXISTS results_x");
  }

  @Override
  Connection connect() throws Exception {
    return server.connect();
  }

  @Override
  String location() {
    return server.url() + "?table=results_x";
  }

  @Override
  OutputConfig config() throws IOException {
    String place = TableAddress.parse(server.url(), "t").place();
    Path password = Files.writeString(folder.resolve("password"), "canary-secret\n");
    return OutputConfig.from(
        ConfigFactory.parseString(
                """
                dermstream.batch.output.jdbc {
                  server = "%s", user = dermstream, password-file = "%s", patience = 5s
                }
                """
                    .formatted(place, password))
            .withFallback(Configuration.load(null)));
  }

  @Override
  String held(String location) throws Exception {
    return query("SELECT * FROM results_x ORDER BY job_id, position");
  }

  @Override
  void assertNothingElse() {}

  @Test
  void holdsTypedValues() throws Exception {
    written(TestResults.all());

    assertThat(
            query(
                "SELECT name, label_score_percent + 1, out_of_distribution,"
                    + " record_fields::json->0->>'value' FROM results_x WHERE position = 0"))
        .contains("환자/흑색종 1.dcm,88.5,f,흑갈색");
    assertThat(query("SELECT name FROM results_x WHERE position = 5"))
        .contains("'; DROP TABLE dermstream_results; --.dcm");
  }

  @Test
  void saysWhichServerIsAwayAndNoSecret() throws Exception {
    String before = written(TestResults.all());
    server.kill();
    try {
      assertThatThrownBy(() -> writer().write(TestResults.JOB, TestResults.of(TestResults.all())))
          .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isTrue())
          .hasMessageContaining("The database at 127.0.0.1:")
          .hasMessageContaining("is away")
          .hasMessageNotContaining("canary-secret");
    } finally {
      server.startAgain();
    }
    assertThat(held(location())).isEqualTo(before);
  }

  @Test
  void keepsTheRowsWhenTheServerDiesInTheMiddle() throws Exception {
    String before = written(TestResults.all());
    Results interrupted =
        reader -> {
          for (var result : TestResults.many(1200)) {
            if (result.getPosition() == 600) {
              server.kill();
            }
            reader.read(result);
          }
        };
    try {
      assertThatThrownBy(() -> writer().write(TestResults.JOB, interrupted))
          .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isTrue());
    } finally {
      server.startAgain();
    }
    assertThat(held(location())).isEqualTo(before);
  }

  @Test
  void saysThatAUserMayNotWrite() throws Exception {
    writer().check();
    execute("DROP ROLE IF EXISTS reader");
    execute("CREATE ROLE reader LOGIN");
    ResultWriter writer =
        new JdbcTable(
            TableAddress.parse(server.url() + "?table=results_x&user=reader", "t"),
            new DatabaseConfig("t", "", "", "", 500, Duration.ofSeconds(5)));

    assertThatThrownBy(writer::check)
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("may not write the table results_x");
  }

  @Test
  void readsThePasswordForItsServerAlone() throws Exception {
    DatabaseConfig other =
        new DatabaseConfig("t", "elsewhere:5432", "", "/no/such/file", 500, Duration.ofSeconds(5));
    DatabaseConfig its =
        new DatabaseConfig(
            "t",
            TableAddress.parse(server.url(), "t").place(),
            "",
            "/no/such/file",
            500,
            Duration.ofSeconds(5));
    TableAddress address =
        TableAddress.parse(server.url() + "?table=results_x&user=dermstream", "t");

    new JdbcTable(address, other).check();
    assertThatThrownBy(() -> new JdbcTable(address, its).check())
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("password-file");
  }

  private static String query(String sql) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PSQL)), "left out: no " + PSQL);
    Process psql =
        new ProcessBuilder(
                PSQL,
                "--csv",
                "-c",
                sql,
                server.url().substring("jdbc:".length()) + "?user=dermstream")
            .start();
    String rows = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(psql.waitFor()).isZero();
    return rows;
  }
}
