package dev.dermstream.batch.server;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.v1.CancelJobRequest;
import dev.dermstream.batch.v1.CompareJobsRequest;
import dev.dermstream.batch.v1.GetJobRequest;
import dev.dermstream.batch.v1.GetReportRequest;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.ListJobsRequest;
import dev.dermstream.batch.v1.PauseJobRequest;
import dev.dermstream.batch.v1.ResumeJobRequest;
import dev.dermstream.batch.v1.RetryFailedRequest;
import dev.dermstream.batch.v1.SubmitJobRequest;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.StatusRuntimeException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchServerTest {
  /** Files of a job that the worker asks about at once. */
  private static final int IN_FLIGHT = 8;

  @TempDir static Path ledger;
  @TempDir Path folder;

  private static SimulatedGateway gateway;
  private static TestWorker worker;

  private Path images;
  private Path output;

  @BeforeAll
  static void start() throws IOException {
    gateway = new SimulatedGateway();
    worker = new TestWorker(TestWorker.config(ledger, gateway));
  }

  @BeforeEach
  void prepare() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    output = folder.resolve("results.jsonl");
    gateway.reset();
  }

  @AfterAll
  static void stop() {
    worker.close();
    gateway.close();
  }

  private Job run() {
    return worker.awaitEnd(worker.submit(TestWorker.spec(images, output)));
  }

  /** "ANSWERED", or "REJECTED UNSUPPORTED_MEDIA": so many files. */
  private static Map<String, Long> outcomes(Job job) {
    return job.getProgress().getOutcomesList().stream()
        .collect(
            toMap(
                each ->
                    (each.getOutcome().name().substring("IMAGE_OUTCOME_".length())
                            + " "
                            + each.getCode())
                        .strip(),
                each -> each.getFiles()));
  }

  @Test
  void everyImageOfAFolderHasOneLine() throws IOException {
    TestArchive.fill(images, 300);
    TestArchive.put(images, "again/병변 👍.jpg", "image 7");
    TestArchive.put(images, "again/copy.jpg", "image 8");
    TestArchive.put(images, "text.jpg", "reject me");

    Job job = run();

    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
    assertThat(job.getReleaseId()).isEqualTo("release-a");
    assertThat(job.getProgress().getListed()).isTrue();
    assertThat(job.getProgress().getFiles()).isEqualTo(303);
    assertThat(outcomes(job))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("ANSWERED", 300L, "DUPLICATE", 2L, "REJECTED UNSUPPORTED_MEDIA", 1L));
    assertThat(gateway.calls("image 7")).isEqualTo(1);
    List<String> lines = Files.readAllLines(output);
    assertThat(lines).hasSize(301);
    assertThat(lines.getFirst()).contains("again/copy.jpg", "image-00008.jpg");
    assertThat(lines.get(1)).contains("again/병변 👍.jpg", "image-00007.jpg");
  }

  @Test
  void everyMetricThatRulesAndDashboardAskForIsExported() throws IOException {
    Pattern metric = Pattern.compile("dermstream_batch_[a-z_]+");
    Set<String> named = new TreeSet<>();
    for (String file : List.of("alerts.yaml", "grafana-dashboard.json")) {
      metric
          .matcher(Files.readString(Path.of("..", "k8s", file)))
          .results()
          .forEach(found -> named.add(found.group()));
    }

    assertThat(named).hasSizeGreaterThan(4);
    assertThat(worker.metrics()).containsAll(named);
  }

  @Test
  void theSameArchiveGivesTheSameBytes() throws IOException {
    TestArchive.fill(images, 100);
    run();
    byte[] first = Files.readAllBytes(output);
    Files.delete(output);

    run();

    assertThat(Files.readAllBytes(output)).isEqualTo(first);
    assertThat(gateway.calls("image 5")).as("jobs share nothing").isEqualTo(2);
  }

  @Test
  void anImageThatKillsTheEngineIsSetAsideAndTheRestGoesOn() throws IOException {
    TestArchive.fill(images, 20);
    TestArchive.put(images, "p.jpg", "poison");

    Job job = run();

    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
    assertThat(outcomes(job))
        .containsExactlyInAnyOrderEntriesOf(Map.of("ANSWERED", 20L, "SET_ASIDE ENGINE_FAILED", 1L));
    assertThat(gateway.calls("poison")).isEqualTo(2);
    assertThat(Files.readAllLines(output)).hasSize(21);
  }

  @Test
  void whatFailedIsTriedAgainOnRequest() throws IOException {
    TestArchive.fill(images, 5);
    gateway.fail(ErrorCode.INTERNAL);
    Job job = run();
    assertThat(outcomes(job)).isEqualTo(Map.of("SET_ASIDE INTERNAL", 5L));
    gateway.recover();

    var retried =
        worker
            .client()
            .retryFailed(RetryFailedRequest.newBuilder().setJobId(job.getJobId()).build());

    assertThat(retried.getFiles()).isEqualTo(5);
    assertThat(outcomes(worker.awaitEnd(job.getJobId()))).isEqualTo(Map.of("ANSWERED", 5L));
    assertThat(Files.readString(output)).contains("\"ANSWERED\"").doesNotContain("SET_ASIDE");
  }

  @Test
  void aClusterThatIsAwayIsWaitedFor() throws IOException {
    TestArchive.fill(images, 5);
    gateway.fail(ErrorCode.NOT_READY);
    String job = worker.submit(TestWorker.spec(images, output));
    await().untilAsserted(() -> assertThat(worker.job(job).getReason()).startsWith("NOT_READY"));

    gateway.recover();

    Job ended = worker.awaitEnd(job);
    assertThat(outcomes(ended)).isEqualTo(Map.of("ANSWERED", 5L));
    assertThat(ended.getReason()).isEmpty();
  }

  @Test
  void aJobThatNoFileOfCanBeServedStopsAndSaysWhy() throws IOException {
    TestArchive.fill(images, 5);
    gateway.fail(ErrorCode.PERMISSION_DENIED);

    Job job = run();

    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(job.getReason()).startsWith("PERMISSION_DENIED: ");
    gateway.recover();
    worker.client().resumeJob(ResumeJobRequest.newBuilder().setJobId(job.getJobId()).build());
    assertThat(outcomes(worker.awaitEnd(job.getJobId()))).isEqualTo(Map.of("ANSWERED", 5L));
  }

  @Test
  void answersOfAnotherReleaseAreNotTaken() throws IOException {
    TestArchive.fill(images, 40);
    gateway.holdAfter(10);
    String job = worker.submit(TestWorker.spec(images, output));
    await().until(() -> outcomes(worker.job(job)).getOrDefault("ANSWERED", 0L) == 10);

    gateway.serve("release-b");
    gateway.release();

    await()
        .untilAsserted(() ->
            assertThat(worker.job(job).getReason())
                .isEqualTo(
                    "The job is pinned to release release-a; the gateway answers with"
                        + " release-b."));
    gateway.serve("release-a");
    assertThat(worker.awaitEnd(job).getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
    assertThat(Files.readString(output)).doesNotContain("release-b");
  }

  @Test
  void aLiveJobTakesWhicheverReleaseAnswers() throws IOException {
    TestArchive.fill(images, 3);
    gateway.serve("release-b");

    Job job = worker.awaitEnd(worker.submit(TestWorker.spec(images, output).setRelease("live")));

    assertThat(job.getReleaseId()).isEmpty();
    assertThat(Files.readString(output)).contains("release-b");
  }

  @Test
  void aPausedJobRestsUntilItIsResumed() throws IOException {
    TestArchive.fill(images, 60);
    gateway.holdAfter(10);
    String id = worker.submit(TestWorker.spec(images, output));
    await().until(() -> gateway.held() == IN_FLIGHT);

    worker.client().pauseJob(PauseJobRequest.newBuilder().setJobId(id).build());

    Job paused = worker.awaitEnd(id);
    assertThat(paused.getState()).isEqualTo(JobState.JOB_STATE_PAUSED);
    // Those under way are given up a little later, and would be followed by others until then.
    await().until(() -> gateway.held() == 0);
    gateway.release();
    int answered = gateway.answered();
    await()
        .during(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(gateway.answered()).isEqualTo(answered));
    worker.client().resumeJob(ResumeJobRequest.newBuilder().setJobId(id).build());
    assertThat(outcomes(worker.awaitEnd(id))).isEqualTo(Map.of("ANSWERED", 60L));
    assertThat(Files.readAllLines(output)).hasSize(60);
  }

  @Test
  void aCancelledJobStaysCancelled() throws IOException {
    TestArchive.fill(images, 60);
    gateway.hold();
    String id = worker.submit(TestWorker.spec(images, output));
    await().until(() -> gateway.held() == IN_FLIGHT);

    worker.client().cancelJob(CancelJobRequest.newBuilder().setJobId(id).build());
    // Else it would ask on, into the next test, until it is given up.
    await().until(() -> gateway.held() == 0);
    gateway.release();

    assertThat(worker.awaitEnd(id).getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    assertThatThrownBy(
            () -> worker.client().resumeJob(ResumeJobRequest.newBuilder().setJobId(id).build()))
        .satisfies(e -> assertThat(code(e)).isEqualTo("JOB_STATE"))
        .hasMessageContaining("is CANCELLED and cannot be resumed");
    assertThat(output).doesNotExist();
  }

  /** Memory for one file; eight of each job are taken up. */
  @Test
  void filesOfTheMoreUrgentJobGoFirst() throws IOException {
    Path urgent = Files.createDirectory(folder.resolve("urgent"));
    for (int i = 0; i < 8; i++) {
      TestArchive.put(images, i + ".jpg", "slow " + i + " ".repeat(600_000));
      TestArchive.put(urgent, i + ".jpg", "fast " + i + " ".repeat(600_000));
    }
    Config narrow =
        ConfigFactory.parseString(
            "dermstream.batch.screening { memory = 1 MiB, most-image = 1 MiB }");
    try (TestWorker alone =
        new TestWorker(narrow.withFallback(TestWorker.config(folder.resolve("ledger"), gateway)))) {
      gateway.hold();
      String slow = alone.submit(TestWorker.spec(images, output).setPriority(-1));
      await().until(() -> gateway.held() == 1);
      String fast = alone.submit(TestWorker.spec(urgent, folder.resolve("b.jsonl")).setPriority(1));
      await().until(() -> alone.waiting() == 15);

      gateway.release();

      alone.awaitEnd(slow);
      alone.awaitEnd(fast);
      assertThat(gateway.order().subList(0, 1)).containsOnly("slow");
      assertThat(gateway.order().subList(1, 9)).containsOnly("fast");
    }
  }

  @Test
  void aSubmissionThatIsRepeatedIsOneJob() throws IOException {
    TestArchive.fill(images, 3);
    SubmitJobRequest request =
        SubmitJobRequest.newBuilder()
            .setJobId("job-of-today")
            .setSpec(TestWorker.spec(images, output))
            .build();
    worker.client().submitJob(request);

    worker.client().submitJob(request);

    assertThat(worker.client().listJobs(ListJobsRequest.getDefaultInstance()).getJobsList())
        .filteredOn(job -> job.getJobId().equals("job-of-today"))
        .hasSize(1);
    SubmitJobRequest another =
        request.toBuilder()
            .clearSpec()
            .setSpec(TestWorker.spec(images, folder.resolve("other.jsonl")))
            .build();
    assertRefused(() -> worker.client().submitJob(another), "Another job has the id");
    // It writes into the folder of this test, which is removed.
    worker.awaitEnd("job-of-today");
  }

  @Test
  void whatCannotBeDoneIsRefusedAtOnce() {
    assertRefused(
        () -> worker.submit(TestWorker.spec(folder.resolve("nothing"), output)), "nothing");
    assertRefused(
        () -> worker.submit(TestWorker.spec(images, folder.resolve("results.docx"))),
        "results.docx");
    assertRefused(
        () -> worker.submit(TestWorker.spec(images, output).setPriority(101)), "priority");
    assertThatThrownBy(() -> worker.job("no-such-job"))
        .satisfies(e -> assertThat(code(e)).isEqualTo("JOB_NOT_FOUND"));
  }

  @Test
  void jobsStayWithinTheRoots() {
    JobChecks checks = new JobChecks(List.of(images));
    JobSpec.Builder above = TestWorker.spec(images.resolve("../ledger"), output);
    JobSpec.Builder beside = TestWorker.spec(images, output);

    assertThatThrownBy(() -> checks.require(above.build()))
        .hasMessageContaining("source.location lies outside of the folders");
    assertThatThrownBy(() -> checks.require(beside.build()))
        .hasMessageContaining("An output's location lies outside of the folders");
    checks.require(TestWorker.spec(images, images.resolve("results.csv")).build());
  }

  @Test
  void pagesAreSentWhole() throws IOException {
    TestArchive.fill(images, 30);
    Job before = run();
    gateway.serve("release-b");
    Job after = run();

    StringBuilder report = new StringBuilder();
    worker
        .client()
        .getReport(GetReportRequest.newBuilder().setJobId(before.getJobId()).build())
        .forEachRemaining(piece -> report.append(piece.getHtml().toString(StandardCharsets.UTF_8)));
    StringBuilder comparison = new StringBuilder();
    worker
        .client()
        .compareJobs(
            CompareJobsRequest.newBuilder()
                .setBeforeJobId(before.getJobId())
                .setAfterJobId(after.getJobId())
                .build())
        .forEachRemaining(
            piece -> comparison.append(piece.getContent().toString(StandardCharsets.UTF_8)));

    assertThat(report.toString()).contains(before.getJobId(), "release-a").endsWith("</html>");
    assertThat(comparison.toString()).contains("release-a", "release-b").endsWith("</html>");
  }

  @Test
  void nobodyLooksAtALedgerThatIsNotThere() {
    Path nowhere = folder.resolve("nowhere");

    assertThatThrownBy(() ->
            BatchServer.atRest(
                TestWorker.config(nowhere, gateway), new StageMetrics(new PrometheusRegistry())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("There is no ledger in " + nowhere);
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void aWatchEndsForAJobThatIsNotThere() {
    assertThatThrownBy(() ->
            worker.client().getJob(GetJobRequest.newBuilder().setJobId("job-of-nobody").build()))
        .hasMessageContaining("There is no job job-of-nobody");
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .satisfies(e -> assertThat(code(e)).isEqualTo("INVALID_INPUT"))
        .hasMessageContaining(sentence);
  }

  private static String code(Throwable refused) {
    return StatusMapping.toError((StatusRuntimeException) refused, "").getCode();
  }
}
