package dev.dermstream.batch.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.audit.store.PostgresServer;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.OutcomeCount;
import dev.dermstream.batch.v1.ResumeJobRequest;
import dev.dermstream.batch.v1.SubmitJobRequest;
import dev.dermstream.platform.cluster.FreePorts;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers are killed at random moments of jobs, alone and all together. Afterwards every image is
 * in the output once, and the output has the bytes of one that nobody disturbed.
 */
class KilledWorkersTest {
  private static final int FILES = 400;
  private static final int TWINS = 40;

  @TempDir Path folder;

  private final Random random = new Random(14);
  private final List<WorkerProcess> workers = new ArrayList<>();
  private SimulatedGateway gateway;
  private Path images;
  private byte[] undisturbed;

  @BeforeEach
  void screenUndisturbed() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    TestArchive.fill(images, FILES);
    for (int i = 0; i < TWINS; i++) {
      TestArchive.put(images, "twin-" + i + ".jpg", "image " + i * 7);
    }
    TestArchive.put(images, "text.jpg", "reject me");
    gateway = new SimulatedGateway();
    Path output = folder.resolve("undisturbed.jsonl");
    try (TestWorker alone =
        new TestWorker(TestWorker.config(folder.resolve("undisturbed"), gateway))) {
      assertThat(alone.awaitEnd(alone.submit(TestWorker.spec(images, output))).getState())
          .isEqualTo(JobState.JOB_STATE_COMPLETED);
    }
    undisturbed = Files.readAllBytes(output);
    assertThat(Files.readAllLines(output)).hasSize(FILES + 1);
    gateway.delay(Duration.ofMillis(40));
  }

  @AfterEach
  void stop() {
    workers.forEach(WorkerProcess::close);
    gateway.close();
  }

  @Test
  void aLoneWorkerIsKilled() throws Exception {
    survives(1, alone());
  }

  @Test
  void workersOnPostgresqlAreKilled() throws Exception {
    try (PostgresServer server = postgres()) {
      survives(2, shared(server, 2));
    }
  }

  @Test
  @Tag("nightly")
  void aLoneWorkerIsKilledTwentyTimes() throws Exception {
    survives(20, alone());
  }

  @Test
  @Tag("nightly")
  void threeWorkersOnPostgresqlAreKilledTwentyTimes() throws Exception {
    try (PostgresServer server = postgres()) {
      survives(20, shared(server, 3));
    }
  }

  private static PostgresServer postgres() throws IOException {
    assumeTrue(
        PostgresServer.installed().isPresent(),
        "left out: PostgreSQL's initdb and postgres are not installed");
    return PostgresServer.start(PostgresServer.installed().orElseThrow());
  }

  private List<String> alone() {
    return List.of("dermstream.batch.ledger.directory = \"" + folder.resolve("ledger") + "\"");
  }

  private static List<String> shared(PostgresServer server, int count) {
    int members = FreePorts.take(count);
    String settings =
        """
        dermstream.batch {
          ledger.postgresql { url = "%s", user = "%s" }
          member { port = %d, ports = %d }
        }
        dermstream.cluster.discovery = loopback
        """
            .formatted(server.url(), server.config().user(), members, count);
    return java.util.Collections.nCopies(count, settings);
  }

  private void survives(int kills, List<String> settings) throws Exception {
    for (String each : settings) {
      workers.add(
          new WorkerProcess(
              folder,
              each
                  + """

                  dermstream.batch {
                    port = 0
                    metrics.port = 0
                    gateway.address = "%s"
                    screening { in-flight = 8, retry-pause = 10ms, longest-retry-pause = 100ms }
                  }
                  """
                      .formatted(gateway.address())));
    }
    for (WorkerProcess worker : workers) {
      worker.start();
    }
    int killed = 0;
    for (int job = 0; killed < kills; job++) {
      String id = "disturbed-" + job;
      Path output = folder.resolve(id + ".jsonl");
      submit(id, output);
      while (killed < kills && isRunning(id)) {
        killed += killSome();
      }
      awaitCompleted(id, output);
    }
  }

  private void submit(String id, Path output) throws IOException {
    JobSpec.Builder spec = TestWorker.spec(images, output);
    any().client().submitJob(SubmitJobRequest.newBuilder().setJobId(id).setSpec(spec).build());
  }

  private WorkerProcess any() {
    return workers.get(random.nextInt(workers.size()));
  }

  private boolean isRunning(String id) throws IOException {
    return job(id).getState() != JobState.JOB_STATE_COMPLETED;
  }

  private Job job(String id) throws IOException {
    return any().client().getJob(GetJobRequest.newBuilder().setJobId(id).build()).getJob();
  }

  /** After a random while, one worker or all at once; they are started again. */
  private int killSome() throws Exception {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
    List<WorkerProcess> some = random.nextInt(4) == 0 ? workers : List.of(any());
    for (WorkerProcess worker : some) {
      worker.kill();
    }
    for (WorkerProcess worker : some) {
      worker.start();
    }
    return some.size();
  }

  /** As a person would; it may have come to its end by itself. */
  private void resume(String id) throws IOException {
    try {
      any().client().resumeJob(ResumeJobRequest.newBuilder().setJobId(id).build());
    } catch (StatusRuntimeException e) {
      assertThat(job(id).getState()).as(e.getMessage()).isEqualTo(JobState.JOB_STATE_COMPLETED);
    }
  }

  private void awaitCompleted(String id, Path output) throws Exception {
    resume(id);
    await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !isRunning(id));
    Job job = job(id);
    assertThat(job.getProgress().getFiles()).isEqualTo(FILES + TWINS + 1);
    assertThat(job.getProgress().getOutcomesList().stream().mapToLong(OutcomeCount::getFiles).sum())
        .isEqualTo(FILES + TWINS + 1);
    assertThat(Files.readAllBytes(output)).isEqualTo(undisturbed);
  }
}
