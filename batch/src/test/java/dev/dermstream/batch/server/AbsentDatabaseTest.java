package dev.dermstream.batch.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.audit.store.PostgresServer;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.error.StatusMapping;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's server is killed in the middle of a job, and comes back. */
class AbsentDatabaseTest {
  private static final int FILES = 200;

  @TempDir Path folder;

  @Test
  void theJobGoesOnWhenItsDatabaseIsBack() throws Exception {
    assumeTrue(
        PostgresServer.installed().isPresent(),
        "left out: PostgreSQL's initdb and postgres are not installed");
    Path images = Files.createDirectory(folder.resolve("images"));
    TestArchive.fill(images, FILES);
    Path output = folder.resolve("results.jsonl");
    try (PostgresServer server = PostgresServer.start(PostgresServer.installed().orElseThrow());
        SimulatedGateway gateway = new SimulatedGateway();
        TestWorker worker = new TestWorker(config(server, gateway))) {
      gateway.holdAfter(10);
      String id = worker.submit(TestWorker.spec(images, output));
      await().until(() -> worker.job(id).getProgress().getOutcomesCount() > 0);

      server.kill();
      gateway.release();

      await().until(() -> refusal(worker, id).equals("NOT_READY"));
      server.startAgain();

      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
          .until(() -> worker.job(id).getState() == JobState.JOB_STATE_COMPLETED);
      Job job = worker.job(id);
      assertThat(job.getReason()).isEmpty();
      assertThat(job.getProgress().getOutcomes(0).getFiles()).isEqualTo(FILES);
      assertThat(Files.readAllLines(output)).hasSize(FILES);
    }
  }

  private static String refusal(TestWorker worker, String id) {
    try {
      return worker
          .client()
          .getJob(GetJobRequest.newBuilder().setJobId(id).build())
          .getJob()
          .getState()
          .name();
    } catch (StatusRuntimeException e) {
      return StatusMapping.toError(e, "").getCode();
    }
  }

  private Config config(PostgresServer server, SimulatedGateway gateway) {
    return ConfigFactory.parseString(
            """
            dermstream.batch.ledger {
              postgresql { url = "%s", user = "%s" }
              timeout = 4s
            }
            """
                .formatted(server.url(), server.config().user()))
        .withFallback(TestWorker.config(folder, gateway));
  }
}
