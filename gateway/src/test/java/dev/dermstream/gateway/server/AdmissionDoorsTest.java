package dev.dermstream.gateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.hash.Hashing;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Admission at every door of one gateway that has four places and no queue, all places taken; and
 * the quotas of its callers.
 */
class AdmissionDoorsTest {
  private static final int PLACES = 4;
  private static final String DOCTOR = "token-of-the-doctor";
  private static final String WARD = "token-of-the-ward";

  @TempDir Path folder;
  private TestCluster cluster;

  @BeforeEach
  void takeAllPlaces() throws Exception {
    cluster =
        new TestCluster(
            """
            admission { limit { initial = 4, least = 4, most = 4 }, routine.queue-items = 0 }
            audit { mode = durable, chain = g, directory = "%s" }
            """
                .formatted(folder));
    cluster.node.script = ScriptedNode::silent;
    List<ListenableFuture<ScreenResponse>> held = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      held.add(
          ScreeningServiceGrpc.newFutureStub(cluster.channel).screen(TestCluster.image("held")));
    }
    await().until(() -> cluster.node.requests.size() == PLACES);
    assertThat(held).noneMatch(ListenableFuture::isDone);
  }

  @AfterEach
  void nothingMoreReachedANode() {
    cluster.close();
    assertThat(cluster.node.requests).hasSize(PLACES);
    assertThat(cluster.models.received).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, /v1/screen, application/json",
    "HTTP_1_1, /v1/screen, text/event-stream",
    "HTTP_1_1, /v1/ask?question=why, application/json",
    "HTTP_1_1, /v1/ask?question=why, text/event-stream",
    "HTTP_1_1, /v1/embed, application/json",
    "HTTP_1_1, '/v1/rank?labels=acne,warts', application/json",
    "HTTP_2, /v1/screen, application/xml",
    "HTTP_2, /v1/screen, text/event-stream",
    "HTTP_2, /v1/ask?question=why, text/event-stream"
  })
  void httpSaysWhenToComeBack(Version version, String address, String accept) throws Exception {
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), version)) {
      HttpResponse<String> response =
          caller.send(
              caller
                  .to(address)
                  .header("content-type", "image/png")
                  .header("accept", accept)
                  .POST(BodyPublishers.ofString("refused")));

      assertThat(response.statusCode()).isEqualTo(429);
      assertThat(response.headers().firstValue("content-type"))
          .hasValue("application/problem+json");
      JsonObject problem = HttpCaller.json(response);
      assertThat(problem.get("code").getAsString()).isEqualTo("OVERLOADED");
      assertThat(problem.get("retryable").getAsBoolean()).isTrue();
      long millis = problem.get("retryAfterMillis").getAsLong();
      assertThat(millis).isPositive();
      assertThat(response.headers().firstValueAsLong("retry-after"))
          .hasValue(Math.ceilDiv(millis, 1000L));
      assertRecorded("OVERLOADED");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void grpcWebSaysWhenToComeBack(Version version) throws Exception {
    byte[] message = TestCluster.image("refused").toByteArray();
    byte[] framed =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    try (HttpCaller caller = new HttpCaller(cluster.gateway.port(), version)) {
      HttpRequest.Builder request =
          caller
              .to("/dermstream.v1.ScreeningService/Screen")
              .header("content-type", "application/grpc-web+proto")
              .POST(BodyPublishers.ofByteArray(framed));

      HttpResponse<String> response = caller.send(request);

      // Without a message the trailers are the header fields.
      assertThat(response.headers().firstValue("grpc-status")).hasValue("8");
      assertThat(response.headers().firstValueAsLong("grpc-retry-pushback-ms").orElseThrow())
          .isPositive();
      assertRecorded("OVERLOADED");
    }
  }

  @Test
  void everyMethodOfGrpcIsRefusedAndRecorded() throws Exception {
    ByteString image = ByteString.copyFromUtf8("refused");
    assertRefused(() -> cluster.stub().screen(ScreenRequest.newBuilder().setImage(image).build()));
    assertRefused(() -> cluster.stub().embed(EmbedRequest.newBuilder().setImage(image).build()));
    assertRefused(() ->
        cluster
            .stub()
            .ask(AskRequest.newBuilder().setImage(image).setQuestion("why").build())
            .hasNext());
    assertRefused(() ->
        GRPCInferenceServiceGrpc.newBlockingStub(cluster.channel)
            .modelInfer(ModelInferRequest.newBuilder().setModelName("m").build()));
    assertRecorded("OVERLOADED", "OVERLOADED", "OVERLOADED", "OVERLOADED");
  }

  @Test
  void quotasCountTheCallerWhoSignedIn() throws Exception {
    Path callers =
        Files.writeString(
            folder.resolve("callers.json"),
            """
            {"callers": [
              {"name": "doctor", "token_sha256": "%s", "roles": ["screen"]},
              {"name": "ward", "token_sha256": "%s", "roles": ["screen"]}
            ]}
            """
                .formatted(sha256(DOCTOR), sha256(WARD)));
    try (TestCluster signed =
            new TestCluster(
                """
                admission.quota { per-second = 1, burst = 3 }
                authentication { enabled = true, callers-file = "%s" }
                """
                    .formatted(callers));
        HttpCaller http = new HttpCaller(signed.gateway.port(), Version.HTTP_1_1)) {
      List<Integer> doctor = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        doctor.add(screen(http, DOCTOR).statusCode());
      }

      assertThat(doctor.subList(0, 3)).containsOnly(200);
      assertThat(doctor).contains(429);
      // Both call from one address.
      assertThat(screen(http, WARD).statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> screen(HttpCaller http, String token) throws Exception {
    return http.send(
        http.to("/v1/screen")
            .header("authorization", "Bearer " + token)
            .header("content-type", "image/png")
            .POST(BodyPublishers.ofString("x")));
  }

  private static void assertRefused(Executable call) {
    StatusRuntimeException refused =
        Assertions.catchThrowableOfType(StatusRuntimeException.class, call::execute);
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(StatusMapping.toError(refused, "").getRetryAfterMillis()).isPositive();
  }

  /** Codes of the records of what was answered; the images that hold the places have none yet. */
  private void assertRecorded(String... codes) throws Exception {
    List<StoredRecord> rows = new ArrayList<>();
    try (AuditReader reader = new StoreConfig(folder, "", "", "").read()) {
      reader.read(chain -> {}, rows::add);
    }
    assertThat(rows)
        .extracting(
            row -> JsonParser.parseString(row.text()).getAsJsonObject().get("code").getAsString())
        .containsExactly(codes);
  }

  private static String sha256(String token) {
    return Hashing.sha256().hashString(token, UTF_8).toString();
  }
}
