package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Images, questions and events through the HTTP door, in both versions of HTTP. */
class HttpDoorTest {
  private static final String FORM =
      """
      --cut
      Content-Disposition: form-data; name="image"; filename="x.jpg"
      Content-Type: image/jpeg

      pixels
      --cut
      Content-Disposition: form-data; name="profile"

      tumour15
      --cut
      Content-Disposition: form-data; name="language"

      ko
      --cut--
      """
          .replace("\n", "\r\n");
  private static TestCluster cluster;
  private static HttpCaller http1;
  private static HttpCaller http2;

  @BeforeAll
  static void start() throws IOException {
    cluster = new TestCluster();
    http1 = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1);
    http2 = new HttpCaller(cluster.gateway.port(), Version.HTTP_2);
  }

  @AfterAll
  static void stop() {
    http1.close();
    http2.close();
    cluster.close();
  }

  @BeforeEach
  void forget() {
    cluster.node.requests.clear();
    cluster.node.open.clear();
    cluster.node.patienceMillis.clear();
    cluster.node.cancelled = new AtomicInteger();
  }

  @AfterEach
  void answerAgain() {
    cluster.node.script = ScriptedNode::answer;
  }

  private static HttpCaller in(Version version) {
    return version == Version.HTTP_2 ? http2 : http1;
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void anImageIsAnsweredByItsReport(Version version) throws Exception {
    HttpResponse<String> response = in(version).post("/v1/screen", "image/jpeg", "pixels");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(version);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
    Report.Builder report = Report.newBuilder();
    JsonFormat.parser().merge(response.body(), report);
    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(report.getSummary()).isEqualTo("Dark and uneven.");
    assertThat(cluster.node.requests.remove().getImage().toStringUtf8()).isEqualTo("pixels");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void anImageOfManyMegabytesArrivesWhole(Version version) throws Exception {
    byte[] image = new byte[5 << 20];
    new java.util.Random(7).nextBytes(image);

    // On a new connection, so that in HTTP/2 the upgrade carries the body.
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), version)) {
      HttpResponse<String> response =
          caller.post("/v1/screen", "application/octet-stream", BodyPublishers.ofByteArray(image));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(cluster.node.requests.remove().getImage().toByteArray()).isEqualTo(image);
    }
  }

  @Test
  void parametersOfTheAddressReachTheNode() throws Exception {
    HttpResponse<String> response =
        http1.post(
            "/v1/screen?profile=tumour15&language=ko&lane=stat&deadline=9s", "image/png", "x");

    assertThat(response.statusCode()).isEqualTo(200);
    InferRequest request = cluster.node.requests.remove();
    assertThat(request.getProfile()).isEqualTo("tumour15");
    assertThat(request.getLanguage()).isEqualTo(Language.LANGUAGE_KOREAN);
    assertThat(request.getLane()).isEqualTo(Lane.LANE_STAT);
    assertThat(cluster.node.patienceMillis.remove()).isBetween(1L, 9_000L);
  }

  @Test
  void theHeaderOfGrpcSetsADeadlineToo() throws Exception {
    http1.send(
        http1
            .to("/v1/screen")
            .header("content-type", "image/png")
            .header("grpc-timeout", "7S")
            .POST(BodyPublishers.ofString("x")));

    assertThat(cluster.node.patienceMillis.remove()).isBetween(1L, 7_000L);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aFormCarriesTheImageAndItsFields(Version version) throws Exception {
    HttpResponse<String> response =
        in(version).post("/v1/screen?lane=batch", "multipart/form-data; boundary=cut", FORM);

    assertThat(response.statusCode()).isEqualTo(200);
    InferRequest request = cluster.node.requests.remove();
    assertThat(request.getImage().toStringUtf8()).isEqualTo("pixels");
    assertThat(request.getProfile()).isEqualTo("tumour15");
    assertThat(request.getLanguage()).isEqualTo(Language.LANGUAGE_KOREAN);
    assertThat(request.getLane()).isEqualTo(Lane.LANE_BATCH);
  }

  @Test
  void aRequestMayBeJson() throws Exception {
    String image = Base64.getEncoder().encodeToString("pixels".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> response =
        http1.post(
            "/v1/screen?deadline=5s",
            "application/json; charset=utf-8",
            "{\"image\": \"" + image + "\", \"lane\": \"LANE_STAT\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    InferRequest request = cluster.node.requests.remove();
    assertThat(request.getImage().toStringUtf8()).isEqualTo("pixels");
    assertThat(request.getLane()).isEqualTo(Lane.LANE_STAT);
  }

  @Test
  void longJsonIsReadLikeShortJson() throws Exception {
    byte[] pixels = new byte[1 << 20];
    String image = Base64.getEncoder().encodeToString(pixels);

    assertThat(
            http1
                .post("/v1/screen", "application/json", "{\"image\": \"" + image + "\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(cluster.node.requests.remove().getImage().toByteArray()).isEqualTo(pixels);
    HttpResponse<String> wrong =
        http1.post("/v1/screen", "application/json", "{\"picture\": \"" + image + "\"}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(HttpCaller.code(wrong)).isEqualTo("INVALID_INPUT");
  }

  @Test
  void aReportMayBeXml() throws Exception {
    HttpResponse<String> response =
        http1.send(
            http1
                .to("/v1/screen")
                .header("content-type", "image/jpeg")
                .header("accept", "application/xml, application/json;q=0.5")
                .POST(BodyPublishers.ofString("x")));

    assertThat(response.headers().firstValue("content-type")).hasValue("application/xml");
    assertThat(response.body())
        .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<root disposition=\"ANSWERED\"")
        .contains("<summary>Dark and uneven.</summary>");
  }

  @Test
  void aRefusedImageIsAReportAndNoError() throws Exception {
    cluster.node.script = ScriptedNode::reject;

    HttpResponse<String> response = http1.post("/v1/screen", "image/jpeg", "x");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject report = HttpCaller.json(response);
    assertThat(report.get("disposition").getAsString()).isEqualTo("DISPOSITION_REJECTED");
    assertThat(report.getAsJsonObject("rejection").get("code").getAsString())
        .isEqualTo("TRUNCATED_IMAGE");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void eventsArriveWhileTheTextIsWritten(Version version) throws Exception {
    cluster.node.script = ScriptedNode::encodeOnly;
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> read = stream(in(version), "/v1/screen", lines::add).thenRun(() -> {});

    await().until(() -> lines.contains("event: scored"));
    assertThat(lines).doesNotContain("event: report");
    ServerCallStreamObserver<InferResponse> node = cluster.node.open.remove();
    ScriptedNode.write(node);
    node.onCompleted();
    read.get(20, TimeUnit.SECONDS);

    assertThat(lines.stream().filter(line -> line.startsWith("event: ")))
        .containsExactly("event: accepted", "event: scored", "event: report");
    String report = List.copyOf(lines).get(lines.size() - 2);
    assertThat(
            JsonParser.parseString(report.substring("data: ".length()))
                .getAsJsonObject()
                .get("summary")
                .getAsString())
        .isEqualTo("Dark and uneven.");
  }

  @Test
  void aFailureAfterTheFirstEventIsAnEvent() throws Exception {
    cluster.node.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "No place is left.");
    Queue<String> lines = new ConcurrentLinkedQueue<>();

    stream(http1, "/v1/screen", lines::add).get(20, TimeUnit.SECONDS);

    assertThat(lines).contains("event: accepted", "event: error");
    assertThat(String.join("\n", lines)).contains("\"code\":\"OVERLOADED\"");
  }

  @Test
  void aQuestionIsAnsweredWhole() throws Exception {
    cluster.node.script =
        ScriptedNode.send(
            List.of(
                ScriptedNode.encoded(ScriptedNode.RELEASE),
                InferResponse.newBuilder().setText("It is ").build(),
                InferResponse.newBuilder().setText("round.").build(),
                ScriptedNode.finished("It is round.")));

    HttpResponse<String> response =
        http1.post(
            "/v1/ask?question=Is%20it%20round%3F&temperature=0.5&top_k=3&seed=9", "image/png", "x");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject answer = HttpCaller.json(response);
    assertThat(answer.get("text").getAsString()).isEqualTo("It is round.");
    assertThat(answer.getAsJsonObject("finished").get("finishReason").getAsString())
        .isEqualTo("FINISH_REASON_END");
    InferRequest request = cluster.node.requests.remove();
    assertThat(request.getQuestion()).isEqualTo("Is it round?");
    assertThat(request.getSampling().getTemperature()).isEqualTo(0.5f);
    assertThat(request.getSampling().getTopK()).isEqualTo(3);
    assertThat(request.getSampling().getSeed()).isEqualTo(9);
  }

  @Test
  void aQuestionIsAnsweredPieceByPiece() throws Exception {
    Queue<String> lines = new ConcurrentLinkedQueue<>();

    stream(http2, "/v1/ask?question=What", lines::add).get(20, TimeUnit.SECONDS);

    assertThat(lines.stream().filter(line -> line.startsWith("event: ")))
        .containsExactly("event: text", "event: text", "event: finished");
  }

  @Test
  void aQuestionThatIsRefusedHasItsStatus() throws Exception {
    HttpResponse<String> response =
        http1.send(
            http1
                .to("/v1/ask")
                .header("content-type", "image/png")
                .header("accept", "text/event-stream")
                .POST(BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(HttpCaller.code(response)).isEqualTo("INVALID_INPUT");
  }

  @Test
  void anEmbeddingComesAsJson() throws Exception {
    HttpResponse<String> response = http1.post("/v1/embed", "image/jpeg", "x");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(HttpCaller.json(response).getAsJsonArray("embedding")).hasSize(2);
    assertThat(cluster.node.requests.remove().getEmbeddingOnly()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_INPUT, 400",
    "PROFILE_NOT_FOUND, 404",
    "OVERLOADED, 429",
    "NOT_READY, 503",
    "ENGINE_FAILED, 503",
    "UNSUPPORTED_BY_PROFILE, 400",
    "INTERNAL, 500"
  })
  void failuresAreProblemDocuments(ErrorCode code, int status) throws Exception {
    cluster.node.script = ScriptedNode.fail(code, "A sentence.");

    HttpResponse<String> response =
        http1.send(
            http1
                .to("/v1/screen")
                .header("content-type", "image/png")
                .header("x-request-id", "r-1")
                .POST(BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonObject problem = HttpCaller.json(response);
    assertThat(problem.get("code").getAsString()).isEqualTo(code.name());
    assertThat(problem.get("status").getAsInt()).isEqualTo(status);
    assertThat(problem.get("requestId").getAsString()).isEqualTo("r-1");
    assertThat(problem.get("retryable").getAsBoolean()).isEqualTo(code.retryable());
    assertThat(response.headers().firstValue("retry-after").isPresent())
        .isEqualTo(code.retryable());
  }

  @Test
  void aDeadlineEndsTheWaitAndTheWork() throws Exception {
    cluster.node.script = ScriptedNode::silent;

    HttpResponse<String> response = http1.post("/v1/screen?deadline=2s", "image/png", "x");

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(HttpCaller.code(response)).isEqualTo("DEADLINE");
    await().untilAsserted(() -> assertThat(cluster.node.cancelled).hasValue(1));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aCallerThatGoesAwayStopsTheWork(Version version) throws Exception {
    cluster.node.script = ScriptedNode::silent;
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), version)) {
      CompletableFuture<HttpResponse<String>> waiting =
          caller
              .client()
              .sendAsync(
                  caller
                      .to("/v1/screen")
                      .header("content-type", "image/png")
                      .POST(BodyPublishers.ofString("x"))
                      .build(),
                  BodyHandlers.ofString());
      await().until(() -> !cluster.node.requests.isEmpty());
      assertThat(waiting).isNotDone();
    }

    await().untilAsserted(() -> assertThat(cluster.node.cancelled).hasValue(1));
  }

  @Test
  void aReaderOfEventsThatGoesAwayStopsTheWork() throws Exception {
    cluster.node.script = ScriptedNode::encodeOnly;
    List<String> lines = new ArrayList<>();
    HttpResponse<Stream<String>> response =
        http1.client().send(events(http1, "/v1/screen").build(), BodyHandlers.ofLines());
    try (Stream<String> body = response.body()) {
      Iterator<String> events = body.iterator();
      lines.add(events.next());
      // "accepted" is told before the image reaches the node, and a node that never got an image
      // has nothing to cancel.
      await().until(() -> !cluster.node.open.isEmpty());
    }

    assertThat(lines).containsExactly("event: accepted");
    await().untilAsserted(() -> assertThat(cluster.node.cancelled).hasValue(1));
  }

  @Test
  void healthIsReadWithoutGrpc() throws Exception {
    assertThat(http1.get("/livez").statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(http1.get("/readyz").statusCode()).isEqualTo(200));
    assertThat(
            http1
                .send(http1.to("/readyz").method("HEAD", BodyPublishers.noBody()))
                .headers()
                .firstValue("content-length"))
        .hasValue("6");
  }

  @Test
  void aConnectionIsKeptForTheNextRequest() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port())) {
      socket.setSoTimeout(20_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String request :
          List.of(
              "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
              "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
              "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String line = in.readLine();
        assertThat(line).startsWith("HTTP/1.1 ");
        int length = 0;
        while (!line.isEmpty()) {
          if (line.startsWith("content-length: ")) {
            length = Integer.parseInt(line.substring("content-length: ".length()));
          }
          line = in.readLine();
        }
        assertThat(in.skip(length)).isEqualTo(length);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void theReleaseAndItsProfilesAreTold() throws Exception {
    HttpResponse<String> release = http1.get("/v1/release");
    dev.dermstream.v1.Release.Builder read = dev.dermstream.v1.Release.newBuilder();
    JsonFormat.parser().merge(release.body(), read);
    assertThat(read.build()).isEqualTo(ScriptedNode.release());
    assertThat(
            cluster
                .stub()
                .getRelease(dev.dermstream.v1.GetReleaseRequest.getDefaultInstance())
                .getRelease())
        .isEqualTo(ScriptedNode.release());

    JsonObject profiles = HttpCaller.json(http2.get("/v1/profiles"));
    assertThat(profiles.get("defaultProfile").getAsString()).isEqualTo("tumour15");
    JsonObject first = profiles.getAsJsonArray("profiles").get(0).getAsJsonObject();
    assertThat(first.get("name").getAsString()).isEqualTo("tumour15");
    assertThat(first.getAsJsonArray("labelSet").get(0).getAsJsonObject().get("idCode").getAsInt())
        .isZero();
  }

  @Test
  void aReleaseThatNobodyTellsIsNotMadeUp() throws Exception {
    cluster.node.describes = false;
    try {
      HttpResponse<String> response = http1.get("/v1/release");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(HttpCaller.code(response)).isEqualTo("NOT_READY");
    } finally {
      cluster.node.describes = true;
    }
  }

  private static CompletableFuture<Void> stream(
      HttpCaller caller, String address, java.util.function.Consumer<String> line) {
    return caller
        .client()
        .sendAsync(events(caller, address).build(), BodyHandlers.ofLines())
        .thenAcceptAsync(response -> {
          assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
          response.body().forEach(line);
        });
  }

  private static HttpRequest.Builder events(HttpCaller caller, String address) {
    return caller
        .to(address)
        .header("content-type", "image/png")
        .header("accept", "text/event-stream")
        .POST(BodyPublishers.ofString("x"));
  }
}
