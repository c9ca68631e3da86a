package dev.dermstream.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.ListJobsRequest;
import dev.dermstream.batch.v1.ListJobsResponse;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.platform.cluster.FreePorts;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of batch screening at the HTTP door, with a worker behind it. */
class BatchRoutesTest {
  private static final String JOBS = "/v1/batch/jobs";
  private static final String ONE = JOBS + "/" + ScriptedWorker.JOB.getJobId();
  private static final int MOST_CALLS = 16;

  @TempDir static Path folder;
  private static ScriptedWorker worker;
  private static Server workerServer;
  private static TestCluster cluster;
  private static HttpCaller http1;
  private static HttpCaller http2;

  @BeforeAll
  static void start() throws IOException {
    worker = new ScriptedWorker();
    workerServer = TestCluster.serve(0, worker);
    cluster = new TestCluster("event-loops = 1, " + address(workerServer.getPort()));
    http1 = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1);
    http2 = new HttpCaller(cluster.gateway.port(), Version.HTTP_2);
  }

  @AfterAll
  static void stop() {
    http1.close();
    http2.close();
    cluster.close();
    workerServer.shutdownNow();
  }

  @AfterEach
  void behave() {
    worker.refusal = null;
    worker.silent = false;
    worker.report = ScriptedWorker.whole("<p>report</p>");
    worker.asked.clear();
    worker.cancelled = new AtomicInteger();
  }

  private static String address(int port) {
    return "batch.address = \"127.0.0.1:%d\"".formatted(port);
  }

  private static HttpCaller in(Version version) {
    return version == Version.HTTP_2 ? http2 : http1;
  }

  private static HttpResponse<String> post(String address) throws Exception {
    return http1.send(http1.to(address).POST(BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void allJobsAreToldAsJson(Version version) throws Exception {
    HttpResponse<String> response = in(version).get(JOBS);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    ListJobsResponse.Builder jobs = ListJobsResponse.newBuilder();
    JsonFormat.parser().merge(response.body(), jobs);
    assertThat(jobs.getJobsList()).containsExactly(ScriptedWorker.JOB);
    // What has not come to pass is told as well.
    assertThat(response.body()).contains("\"endedMillis\":\"0\"", "\"reason\":\"\"");
  }

  @Test
  void aJobIsToldAndMoved() throws Exception {
    assertThat(job(http2.get(ONE))).isEqualTo(ScriptedWorker.JOB);
    assertThat(HttpCaller.json(post(ONE + ":pause")).get("state").getAsString())
        .isEqualTo("JOB_STATE_PAUSED");
    assertThat(HttpCaller.json(post(ONE + ":resume")).get("state").getAsString())
        .isEqualTo("JOB_STATE_SCREENING");
    assertThat(HttpCaller.json(post(ONE + ":cancel")).get("state").getAsString())
        .isEqualTo("JOB_STATE_CANCELLED");
    JsonObject retried = HttpCaller.json(post(ONE + ":retry-failed"));
    assertThat(retried.get("files").getAsString()).isEqualTo("7");
    assertThat(retried.get("job").getAsJsonObject().get("jobId").getAsString())
        .isEqualTo(ScriptedWorker.JOB.getJobId());

    String id = ScriptedWorker.JOB.getJobId();
    assertThat(worker.asked)
        .containsExactly("get " + id, "pause " + id, "resume " + id, "cancel " + id, "retry " + id);
  }

  private static Job job(HttpResponse<String> response) throws IOException {
    Job.Builder job = Job.newBuilder();
    JsonFormat.parser().merge(response.body(), job);
    return job.build();
  }

  @ParameterizedTest
  @CsvSource({
    "JOB_NOT_FOUND, 404, JOB_NOT_FOUND, So it is.",
    "JOB_STATE, 409, JOB_STATE, So it is.",
    "INVALID_INPUT, 400, INVALID_INPUT, So it is.",
    "OVERLOADED, 429, OVERLOADED, So it is.",
    "NOT_READY, 503, NOT_READY, So it is.",
    "INTERNAL, 500, INTERNAL, So it is.",
    // To the caller these would speak of the caller.
    "UNAUTHENTICATED, 500, INTERNAL, What answers at dermstream.gateway.batch.address is no batch"
        + " worker.",
    "PERMISSION_DENIED, 500, INTERNAL, What answers at dermstream.gateway.batch.address is no"
        + " batch worker."
  })
  void theWorkersRefusalIsTheCallers(ErrorCode refusal, int status, String code, String sentence)
      throws Exception {
    worker.refusal = refusal;

    for (HttpResponse<String> response :
        List.of(
            http1.get(JOBS), http2.get(ONE), post(ONE + ":pause"), http1.get(ONE + "/report"))) {
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.headers().firstValue("content-type"))
          .hasValue("application/problem+json");
      JsonObject problem = HttpCaller.json(response);
      assertThat(problem.get("code").getAsString()).isEqualTo(code);
      assertThat(problem.get("detail").getAsString()).isEqualTo(sentence);
      assertThat(problem.get("requestId").getAsString())
          .isEqualTo(response.headers().firstValue("x-request-id").orElseThrow());
      assertThat(response.headers().firstValue("retry-after").isPresent())
          .isEqualTo(status == 429 || status == 503);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/short-7",
        "/UPPER-CASE-ID",
        "/job-of-the-night/",
        "/job-of-the-night:delete",
        "/job-of-the-night:",
        "/job-of-the-night/report/x",
        "/job-of-the-night/../../release",
        "/%6a%6f%62-of-the-night",
        "/job-of-the-night%0a",
        "/job-of-the-night%00:pause",
        "/job-of-the-night;x:pause",
        "/%2e%2e%2f%2e%2e%2frelease",
        "/job_of_the_night",
        "/'%20or%20'1'='1",
        "/%EC%9E%91%EC%97%85%EC%9E%91%EC%97%85",
        ":pause",
        "/0123456789-0123456789-0123456789-01234567"
      })
  void whatIsNoIdIsNoAddress(String path) throws Exception {
    for (HttpResponse<String> response : List.of(http1.get(JOBS + path), post(JOBS + path))) {
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.body()).doesNotContain("night", "UPPER");
    }
    assertThat(worker.asked).isEmpty();
  }

  @Test
  void nothingIsSubmittedAndNothingMovedByLooking() throws Exception {
    HttpResponse<String> submitted = http1.post(JOBS, "application/json", "{}");
    assertThat(submitted.statusCode()).isEqualTo(405);
    assertThat(submitted.headers().firstValue("allow")).hasValue("GET, HEAD");
    for (String change : List.of(":pause", ":resume", ":cancel", ":retry-failed")) {
      HttpResponse<String> looked = http1.get(ONE + change);
      assertThat(looked.statusCode()).isEqualTo(405);
      assertThat(looked.headers().firstValue("allow")).hasValue("POST");
    }
    assertThat(http1.get(JOBS + "?page=2").statusCode()).isEqualTo(400);
    HttpResponse<String> foreign =
        http1.send(
            http1
                .to(ONE + ":cancel")
                .header("origin", "https://elsewhere.example.org")
                .POST(BodyPublishers.noBody()));
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(worker.asked).isEmpty();
  }

  @Test
  void theServiceOfWorkersIsNotReachedByGrpc() {
    var jobs = BatchServiceGrpc.newBlockingStub(cluster.channel);

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            jobs.withDeadlineAfter(20, TimeUnit.SECONDS)
                .listJobs(ListJobsRequest.getDefaultInstance()));
    assertThat(worker.asked).isEmpty();
  }

  @Test
  void aWorkerThatIsAwayIsNamedAndFoundAgain() throws Exception {
    ScriptedWorker back = new ScriptedWorker();
    // One that nobody else is given while the worker is away.
    int port = FreePorts.take(1);
    Server first = TestCluster.serve(port, back);
    try (TestCluster own = new TestCluster(address(port));
        HttpCaller http = new HttpCaller(own.gateway.port(), Version.HTTP_1_1)) {
      assertThat(http.get(JOBS).statusCode()).isEqualTo(200);
      first.shutdownNow().awaitTermination();

      await()
          .untilAsserted(() ->
              assertThat(HttpCaller.json(http.get(JOBS)).get("detail").getAsString())
                  .isEqualTo("The batch worker cannot be reached; try again in a moment."));
      HttpResponse<String> away = http.get(ONE + "/report");
      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(HttpCaller.code(away)).isEqualTo("NOT_READY");
      assertThat(away.headers().firstValue("retry-after")).isPresent();

      Server again = TestCluster.serve(port, back);
      await().until(() -> http.get(JOBS).statusCode() == 200);
      again.shutdownNow();
    }
  }

  @Test
  void aWorkerThatDoesNotAnswerCostsNoMoreThanTheDeadline() throws Exception {
    worker.silent = true;

    // Again where the deadline has passed before the question was at the worker.
    while (worker.asked.isEmpty()) {
      HttpResponse<String> response = http1.get(ONE + "?deadline=200ms");

      assertThat(response.statusCode()).isEqualTo(504);
      assertThat(HttpCaller.code(response)).isEqualTo("DEADLINE");
    }
    await().until(() -> worker.cancelled.get() == worker.asked.size());
  }

  @Test
  void onlySoManyCallsWaitForTheWorker() throws Exception {
    worker.silent = true;
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < MOST_CALLS; i++) {
      waiting.add(
          http2.client().sendAsync(http2.to(JOBS).build(), HttpResponse.BodyHandlers.ofString()));
    }
    await().until(() -> worker.asked.size() == MOST_CALLS);

    HttpResponse<String> further = http1.get(JOBS);
    assertThat(further.statusCode()).isEqualTo(429);
    assertThat(HttpCaller.code(further)).isEqualTo("OVERLOADED");

    // Whoever goes away gives the place back and stops the work.
    waiting.forEach(call -> call.cancel(true));
    await().until(() -> worker.cancelled.get() == MOST_CALLS);
    worker.silent = false;
    for (int i = 0; i < 2 * MOST_CALLS; i++) {
      assertThat(http1.get(JOBS).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aReportIsAPageThatCanDoNothing(Version version) throws Exception {
    worker.report = ScriptedWorker.whole("<!doctype html>", "<p>", "x".repeat(3 << 20), "</p>");

    HttpResponse<String> page = in(version).get(ONE + "/report");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).isEqualTo("<!doctype html><p>" + "x".repeat(3 << 20) + "</p>");
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow().split("; ?"))
        .contains("sandbox", "default-src 'none'", "frame-ancestors 'none'", "form-action 'none'")
        .noneMatch(part -> part.startsWith("script-src") || part.contains("allow-"));
    assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("cache-control")).hasValue("no-store");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void halfAReportDoesNotLookWhole(Version version) {
    worker.report =
        out -> {
          out.onNext(ScriptedWorker.piece(ByteString.copyFromUtf8("<p>half")));
          out.onError(Status.INTERNAL.asRuntimeException());
        };

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> in(version).get(ONE + "/report"));
  }

  @Test
  void aReaderThatStopsHoldsTheWorkerBack() throws Exception {
    long most = 512L << 20;
    AtomicLong sent = new AtomicLong();
    ByteString piece = ByteString.copyFrom(new byte[64 << 10]);
    worker.report =
        out -> {
          Runnable fill =
              () -> {
                while (out.isReady() && sent.get() < most) {
                  sent.addAndGet(piece.size());
                  out.onNext(ScriptedWorker.piece(piece));
                }
              };
          out.setOnReadyHandler(fill);
          fill.run();
        };
    try (Socket reader = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port())) {
      reader
          .getOutputStream()
          .write(("GET " + ONE + "/report HTTP/1.1\r\nHost: gateway\r\n\r\n").getBytes(UTF_8));
      AtomicLong before = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(200))
          .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());

      assertThat(sent.get()).isLessThan(most / 4);
    }
    await().until(() -> worker.cancelled.get() == 1);
  }

  @Test
  void withoutAWorkerTheAddressesSayWhatIsMissing() throws Exception {
    try (TestCluster alone = new TestCluster();
        HttpCaller http = new HttpCaller(alone.gateway.port(), Version.HTTP_2)) {
      for (String address : List.of(JOBS, ONE, ONE + "/report")) {
        HttpResponse<String> response = http.get(address);
        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(HttpCaller.json(response).get("detail").getAsString())
            .contains("dermstream.gateway.batch.address");
      }
    }
  }

  @Test
  void jobsAreLookedAtAndMovedByThoseWhoMay() throws Exception {
    Path callers =
        Files.writeString(
            folder.resolve("callers.json"),
            """
            {"callers": [
              {"name": "ward", "token_sha256": "%s", "roles": ["screen", "ask"]},
              {"name": "watch", "token_sha256": "%s", "roles": ["observe"]},
              {"name": "engineer", "token_sha256": "%s", "roles": ["operate"]}
            ]}
            """
                .formatted(sha256("ward"), sha256("watch"), sha256("engineer")));
    try (TestCluster guarded =
            new TestCluster(
                address(workerServer.getPort())
                    + "\nauthentication { enabled = true, callers-file = \"%s\" }"
                        .formatted(callers));
        HttpCaller http = new HttpCaller(guarded.gateway.port(), Version.HTTP_1_1)) {
      assertThat(statuses(http, "none")).containsOnly(401);
      assertThat(statuses(http, "ward")).containsOnly(403);
      assertThat(worker.asked).isEmpty();
      assertThat(statuses(http, "watch")).containsExactly(200, 200, 403, 403, 403, 403, 403);
      assertThat(worker.asked).hasSize(2);
      assertThat(statuses(http, "engineer")).containsOnly(200);
    }
  }

  private static List<Integer> statuses(HttpCaller http, String token) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (String address : List.of(JOBS, ONE, ONE + "/report")) {
      statuses.add(
          http.send(http.to(address).header("authorization", "Bearer " + token)).statusCode());
    }
    for (String change : List.of(":pause", ":resume", ":cancel", ":retry-failed")) {
      statuses.add(
          http.send(
                  http.to(ONE + change)
                      .header("authorization", "Bearer " + token)
                      .POST(BodyPublishers.noBody()))
              .statusCode());
    }
    return statuses;
  }

  private static String sha256(String token) {
    return Hashing.sha256().hashString(token, UTF_8).toString();
  }
}
