package dev.dermstream.batch.ledger;

import static dev.dermstream.batch.ledger.Screened.answered;
import static dev.dermstream.batch.ledger.Screened.files;
import static dev.dermstream.batch.ledger.Screened.requireWhole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.audit.store.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server; left out where PostgreSQL is not installed. */
class PostgresLedgerTest extends LedgerContract {
  private static PostgresServer server;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() throws Exception {
    assumeTrue(
        PostgresServer.installed().isPresent(),
        "left out: PostgreSQL's initdb and postgres are not installed");
    server = PostgresServer.start(PostgresServer.installed().orElseThrow());
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  /** Each test has a schema of its own, so that none needs to clear up. */
  @Override
  LedgerConfig config() {
    return config(server.url() + "?currentSchema=" + folder.getFileName());
  }

  private static LedgerConfig config(String url) {
    return new LedgerConfig(Path.of(""), url, "dermstream", "", 4, Duration.ofSeconds(10));
  }

  @Override
  void prepare() throws SQLException {
    execute("CREATE SCHEMA IF NOT EXISTS \"" + folder.getFileName() + "\"");
  }

  @Override
  Connection beside() throws SQLException {
    Connection connection = server.connect();
    connection.setSchema(folder.getFileName().toString());
    return connection;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void twoWorkersThatHaveTheSameFilesEndEachOnce() throws Exception {
    int files = 1_500;
    screening("job-1", files(files));
    try (Ledger other = Ledgers.open(config());
        ExecutorService workers = Executors.newFixedThreadPool(4)) {
      CountDownLatch start = new CountDownLatch(4);
      List<Future<?>> ends = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        Ledger own = worker % 2 == 0 ? ledger : other;
        Random random = new Random(worker);
        ends.add(
            workers.submit(() -> {
              start.countDown();
              start.await();
              screenAll(own, files, random);
              return null;
            }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    requireWhole(ledger, "job-1", files);
  }

  private static void screenAll(Ledger ledger, int files, Random random) throws Exception {
    List<Long> order = new ArrayList<>();
    for (long position = 0; position < files; position++) {
      order.add(position);
    }
    Collections.shuffle(order, random);
    for (int from = 0; from < files; from += 100) {
      ledger.conclude(
          "job-1",
          order.subList(from, from + 100).stream()
              .map(position -> answered(position, position % 400))
              .toList());
    }
  }

  @Test
  void goesOnWhenTheServerHasBeenAway() throws Exception {
    screening("job-1", files(10));
    LedgerConfig brief =
        new LedgerConfig(Path.of(""), config().url(), "dermstream", "", 2, Duration.ofSeconds(3));
    try (Ledger same = Ledgers.open(brief)) {
      server.kill();
      assertThatExceptionOfType(LedgerException.class)
          .isThrownBy(() -> same.conclude("job-1", List.of(answered(0, 0))))
          .withMessageContaining("/postgres cannot be reached")
          .matches(LedgerException::isRetryable);
      assertThatExceptionOfType(LedgerException.class)
          .isThrownBy(() -> Ledgers.open(brief).close())
          .matches(LedgerException::isRetryable);
      server.startAgain();

      Awaitility.await()
          .ignoreExceptionsInstanceOf(LedgerException.class)
          .until(() -> {
            same.conclude("job-1", List.of(answered(0, 0)));
            return true;
          });
      assertThat(same.tally("job-1").ended()).isEqualTo(1);
    }
  }

  @Test
  void whatWasCutOffIsRepeatedWithoutATrace() throws Exception {
    int files = 1_000;
    screening("job-1", files(files));
    int cut = 0;
    for (int from = 0; from < files; from += 20) {
      List<Conclusion> ends = new ArrayList<>();
      for (long position = from; position < from + 20; position++) {
        ends.add(answered(position, position % 300));
      }
      if (from % 100 == 0) {
        execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'dermstream-batch'");
        cut += concludeUntilItWorks(ends);
      }
      ledger.conclude("job-1", ends);
    }

    assertThat(cut).isPositive();
    requireWhole(ledger, "job-1", files);
  }

  private int concludeUntilItWorks(List<Conclusion> ends) throws LedgerException {
    for (int failures = 0; ; failures++) {
      try {
        ledger.conclude("job-1", ends);
        return failures;
      } catch (LedgerException e) {
        if (!e.isRetryable() || failures > 10) {
          throw e;
        }
      }
    }
  }

  @Test
  void anAccountThatIsNotLetInIsNamedWithoutItsPassword() throws Exception {
    execute("DROP ROLE IF EXISTS stranger");
    Path password = Files.writeString(folder.resolve("password"), "secret\n");
    LedgerConfig stranger =
        new LedgerConfig(
            Path.of(""), server.url(), "stranger", password.toString(), 2, Duration.ofSeconds(10));

    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledgers.open(stranger).close())
        .withMessageContaining("password-file")
        .matches(e -> !e.isRetryable() && !String.valueOf(e.getMessage()).contains("secret"));
  }
}
