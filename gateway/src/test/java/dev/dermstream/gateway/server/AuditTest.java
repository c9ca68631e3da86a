package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Lists;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.dermstream.audit.chain.Sha256;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.InferTensorContents;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway records, through the door. */
class AuditTest {
  @TempDir Path folder;
  private TestCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster =
        new TestCluster(
            "audit { mode = durable, chain = g, directory = \"%s\" }".formatted(folder));
  }

  @AfterEach
  void everyChainIsWhole() throws Exception {
    cluster.close();
    new AuditRecords(folder, "g").requireWhole();
  }

  @Test
  void anAnswerIsRecordedBeforeItArrives() throws Exception {
    Report report = cluster.stub().screen(TestCluster.image("picture")).getReport();

    JsonObject record = only();
    assertThat(text(record, "request")).isEqualTo(report.getRequestId());
    assertThat(text(record, "subject")).isEqualTo("local");
    assertThat(text(record, "method")).isEqualTo("Screen");
    assertThat(text(record, "image")).isEqualTo(Sha256.of("picture"));
    assertThat(record.get("image_bytes").getAsInt()).isEqualTo(7);
    assertThat(text(record, "outcome")).isEqualTo("ANSWERED");
    assertThat(text(record, "profile")).isEqualTo("tumour15");
    assertThat(text(record, "release")).isEqualTo(ScriptedNode.RELEASE);
    assertThat(text(record, "node")).isEqualTo("node-1");
    assertThat(text(record, "engine")).isEqualTo("scripted");
    JsonObject label = record.getAsJsonObject("label");
    assertThat(label.get("id_code").getAsInt()).isEqualTo(report.getLabel().getIdCode());
    assertThat(label.get("percent").getAsDouble()).isEqualTo(report.getLabel().getScorePercent());
    assertThat(record.getAsJsonArray("scores")).hasSize(report.getClassConfidenceCount());
  }

  @Test
  void aRefusedImageIsRecordedWithItsReason() throws Exception {
    cluster.node.script = ScriptedNode::reject;
    Report report = cluster.stub().screen(TestCluster.image("cut")).getReport();

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
    assertThat(text(only(), "outcome")).isEqualTo("REJECTED");
    assertThat(text(only(), "code")).isEqualTo("TRUNCATED_IMAGE");
    assertThat(only().get("label").isJsonNull()).isTrue();
  }

  @Test
  void aFailureIsRecordedWithItsCodeAlone() throws Exception {
    cluster.node.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "Mrs Kim waits.");

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> cluster.stub().screen(TestCluster.image()));
    assertThat(text(only(), "outcome")).isEqualTo("FAILED");
    assertThat(text(only(), "code")).isEqualTo("OVERLOADED");
    assertThat(only().toString()).doesNotContain("Kim");
  }

  @Test
  void aCodeOutsideTheVocabularyIsNotRepeated() throws Exception {
    cluster.node.script =
        (request, out) ->
            out.onError(
                StatusMapping.toException(
                    StatusMapping.error(ErrorCode.OVERLOADED, "x", "r").toBuilder()
                        .setCode("MRS_KIM")
                        .build()));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> cluster.stub().screen(TestCluster.image()));
    assertThat(text(only(), "code")).isEqualTo("INTERNAL");
  }

  @Test
  void everyImageOfAStreamHasItsRecord() throws Exception {
    StreamClient client = StreamClient.open(cluster.asyncStub());
    for (int i = 0; i < 40; i++) {
      client.send("Mrs Kim " + i, "image " + i);
    }
    client.halfClose();
    assertThat(client.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();

    assertThat(records())
        .hasSize(40)
        .allMatch(record -> text(record, "method").equals("ScreenStream"))
        .noneMatch(record -> record.toString().contains("Kim"));
    assertThat(records().stream().map(record -> text(record, "request"))).doesNotHaveDuplicates();
  }

  @Test
  void anExpiredImageIsRecordedAsSuch() throws Exception {
    // The way is open: of an image that expires before it is sent the gateway knows nothing.
    cluster.stub().screen(TestCluster.image());
    cluster.node.script = ScriptedNode::silent;

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            cluster.stub().withDeadlineAfter(2, TimeUnit.SECONDS).screen(TestCluster.image()));
    await().until(() -> records().size() == 2);
    assertThat(text(records().getLast(), "code")).isIn("DEADLINE", "CANCELLED");
  }

  @Test
  void questionsAndEmbeddingsAreRecordedWithoutTheirText() throws Exception {
    List<?> answer =
        Lists.newArrayList(
            cluster
                .stub()
                .ask(
                    AskRequest.newBuilder()
                        .setImage(ByteString.copyFromUtf8("a"))
                        .setQuestion("Is Mrs Kim ill?")
                        .build()));
    assertThat(answer).isNotEmpty();
    cluster.stub().embed(EmbedRequest.newBuilder().setImage(ByteString.copyFromUtf8("b")).build());
    cluster.node.script = RankTest::rank;
    RankRequest labels =
        RankRequest.newBuilder()
            .setImage(ByteString.copyFromUtf8("c"))
            .addLabels("Mrs Kim")
            .addLabels("Mr Kim")
            .build();
    assertThat(cluster.stub().rank(labels).getRankingCount()).isEqualTo(2);
    // Also what is refused for its words.
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> cluster.stub().rank(labels.toBuilder().addLabels("mrs kim").build()));

    assertThat(records())
        .extracting(record -> text(record, "method") + text(record, "outcome"))
        .containsExactly("AskANSWERED", "EmbedANSWERED", "RankANSWERED", "RankFAILED");
    assertThat(records())
        .extracting(record -> text(record, "image"))
        .containsExactly(Sha256.of("a"), Sha256.of("b"), Sha256.of("c"), Sha256.of("c"));
    assertThat(records().toString()).doesNotContain("Kim");
  }

  @Test
  void inferenceByTheOpenProtocolIsRecordedByItsPicture() throws Exception {
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("tumour15")
            .addInputs(
                InferInputTensor.newBuilder()
                    .setName("IMAGE")
                    .setDatatype("BYTES")
                    .addShape(1)
                    .setContents(
                        InferTensorContents.newBuilder()
                            .addBytesContents(ByteString.copyFromUtf8("picture"))))
            .build();
    GRPCInferenceServiceGrpc.newBlockingStub(cluster.channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .modelInfer(request);

    assertThat(text(only(), "method")).isEqualTo("ModelInfer");
    assertThat(text(only(), "image")).isEqualTo(Sha256.of("picture"));
    assertThat(text(only(), "outcome")).isEqualTo("ANSWERED");
  }

  @Test
  void numbersByTheOpenProtocolAreRecordedByTheWholeRequest() throws Exception {
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("pixels")
            .addRawInputContents(ByteString.copyFrom(new byte[64]))
            .build();
    cluster.models.script =
        (asked, out) ->
            out.onError(
                StatusMapping.toException(
                    StatusMapping.error(ErrorCode.MODEL_NOT_FOUND, "There is none.", "r")));

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            GRPCInferenceServiceGrpc.newBlockingStub(cluster.channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .modelInfer(request));
    assertThat(text(only(), "image"))
        .isEqualTo(Sha256.of(request.toByteString().asReadOnlyByteBuffer()));
    assertThat(text(only(), "code")).isEqualTo("MODEL_NOT_FOUND");
  }

  @Test
  void withoutItsDatabaseAGatewayRefusesImagesAndSaysThatItDoesNotServe() throws Exception {
    try (TestCluster blind =
        new TestCluster(
            "audit { mode = durable, postgresql.url = \"jdbc:postgresql://127.0.0.1:1/x\" }")) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> blind.stub().screen(TestCluster.image()))
          .satisfies(refused -> {
            assertThat(
                    StatusMapping.fromStatus(
                            io.grpc.protobuf.StatusProto.fromThrowable(refused), "")
                        .getCode())
                .isEqualTo("AUDIT_UNAVAILABLE");
            assertThat(refused.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
            assertThat(refused.getMessage()).doesNotContain("jdbc", "127.0.0.1");
          });
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              GRPCInferenceServiceGrpc.newBlockingStub(blind.channel)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .modelInfer(ModelInferRequest.getDefaultInstance()));
      assertThat(blind.node.requests).isEmpty();
      assertThat(blind.models.received).hasValue(0);
      assertThat(
              HealthGrpc.newBlockingStub(blind.channel)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.NOT_SERVING);
    }
    cluster.stub().screen(TestCluster.image());
  }

  @Test
  void aRequestThatTheAuditHasNoPlaceForIsNotHeldAgainstTheNode() throws Exception {
    try (TestCluster narrow =
        new TestCluster(
            "audit { mode = durable, chain = n, directory = \"%s\", max-waiting = 1 }"
                .formatted(folder.resolve("narrow")))) {
      narrow.node.script = ScriptedNode::silent;
      var _ = ScreeningServiceGrpc.newFutureStub(narrow.channel).screen(TestCluster.image());
      await().until(() -> narrow.node.requests.size() == 1);

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              GRPCInferenceServiceGrpc.newBlockingStub(narrow.channel)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .modelInfer(ModelInferRequest.getDefaultInstance()))
          .satisfies(refused ->
              assertThat(StatusMapping.toError(refused, "").getCode()).isEqualTo("OVERLOADED"));

      assertThat(narrow.models.received).hasValue(0);
      assertThat(narrow.gateway.servers())
          .isNotEmpty()
          .allSatisfy(each -> assertThat(each.getRoute().getLatencyNanos()).isZero());
    }
    cluster.stub().screen(TestCluster.image());
  }

  private JsonObject only() throws Exception {
    List<JsonObject> records = records();
    assertThat(records).hasSize(1);
    return records.getFirst();
  }

  private List<JsonObject> records() throws Exception {
    return new AuditRecords(folder, "g").all();
  }

  private static String text(JsonObject record, String field) {
    return record.get(field).getAsString();
  }
}
