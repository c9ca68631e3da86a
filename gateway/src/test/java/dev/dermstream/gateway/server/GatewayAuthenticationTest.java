package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterServiceGrpc.ClusterServiceBlockingStub;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.security.TestIssuer;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelStatisticsRequest;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.oip.v2.ServerLiveRequest;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens at the gateway's door, sent by a real client. */
class GatewayAuthenticationTest {
  private static final String EVERYTHING = "token-of-the-engineer";
  private static final String WARD = "token-of-the-ward";

  @TempDir Path folder;
  private TestIssuer issuer;
  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    issuer = new TestIssuer();
    Files.writeString(folder.resolve("keys.json"), issuer.keys());
    writeCallers(true);
    cluster =
        new TestCluster(
            """
            authentication {
              enabled = true, callers-file = "%s", reload-interval = 20ms
              jwt {
                jwks = "%s", issuer = "%s", audience = "%s", algorithms = [ES256]
              }
            }
            """
                .formatted(
                    folder.resolve("callers.json"),
                    folder.resolve("keys.json"),
                    TestIssuer.NAME,
                    TestIssuer.AUDIENCE));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void withoutATokenNothingReachesANode() {
    refused(Status.Code.UNAUTHENTICATED, () -> cluster.stub().screen(TestCluster.image()));
    refused(
        Status.Code.UNAUTHENTICATED,
        () -> with("wrong", cluster.stub()).screen(TestCluster.image()));
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void theRefusalIsInTheVocabularyAndSaysWhatToDo() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> cluster.stub().screen(TestCluster.image()))
        .satisfies(failure -> {
          Error error = StatusMapping.toError(failure, "");
          assertThat(error.getCode()).isEqualTo("UNAUTHENTICATED");
          assertThat(error.getMessage()).contains("authorization: Bearer TOKEN");
          assertThat(error.getRetryable()).isFalse();
        });
  }

  @Test
  void healthIsForAnybody() {
    assertThat(
            HealthGrpc.newBlockingStub(cluster.channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance())
                .isInitialized())
        .isTrue();
  }

  @Test
  void aFixedTokenOpensItsMethods() {
    assertThat(with(EVERYTHING, cluster.stub()).screen(TestCluster.image()).hasReport()).isTrue();
    refused(
        Status.Code.PERMISSION_DENIED,
        () ->
            with(WARD, cluster.stub())
                .ask(
                    AskRequest.newBuilder()
                        .setProfile("tumour15")
                        .setQuestion("What is it?")
                        .setImage(ByteString.copyFromUtf8("image"))
                        .build())
                .hasNext());
  }

  @Test
  void aSignedTokenIsJudgedWhileTheImageWaits() throws Exception {
    byte[] pixels = new byte[3 << 20];
    pixels[pixels.length - 1] = 7;
    ScreenRequest large = ScreenRequest.newBuilder().setImage(ByteString.copyFrom(pixels)).build();
    for (int i = 0; i < 5; i++) {
      String token = issuer.sign(TestIssuer.claims("screen").subject("doctor-" + i));
      assertThat(with(token, cluster.stub()).screen(large).getReport().getDisposition())
          .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    }
    assertThat(cluster.node.requests).hasSize(5);
    assertThat(cluster.node.requests)
        .allSatisfy(sent -> assertThat(sent.getImage()).isEqualTo(large.getImage()));
  }

  @Test
  void aStreamWithASignedTokenIsServedWhole() throws Exception {
    StreamClient stream =
        StreamClient.open(with(issuer.sign(TestIssuer.claims("screen")), cluster.asyncStub()));
    for (int i = 0; i < 40; i++) {
      stream.send("image-" + i, TestCluster.image());
    }
    stream.halfClose();

    assertThat(stream.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(stream.of(EventCase.REPORT)).hasSize(40);
  }

  @Test
  void aCallerMayUseItsProfilesOnly() {
    ScreeningServiceBlockingStub ward = with(WARD, cluster.stub());
    ScreenRequest image = TestCluster.image();

    assertThat(ward.screen(image.toBuilder().setProfile("tumour15").build()).hasReport()).isTrue();
    refused(
        Status.Code.PERMISSION_DENIED,
        () -> ward.screen(image.toBuilder().setProfile("other").build()));
    refused(Status.Code.PERMISSION_DENIED, () -> ward.screen(image));
    refused(
        Status.Code.PERMISSION_DENIED,
        () ->
            ward.embed(
                EmbedRequest.newBuilder()
                    .setProfile("other")
                    .setImage(ByteString.copyFromUtf8("image"))
                    .build()));
    assertThat(cluster.node.requests).hasSize(1);
  }

  @Test
  void aForeignProfileInAStreamIsAnEventAndTheRestGoOn() throws Exception {
    StreamClient stream = StreamClient.open(with(WARD, cluster.asyncStub()));
    stream.send("foreign", TestCluster.image().toBuilder().setProfile("other").build());
    stream.send("own", TestCluster.image().toBuilder().setProfile("tumour15").build());
    stream.halfClose();

    assertThat(stream.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(stream.of(EventCase.ERROR))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getCorrelationId()).isEqualTo("foreign");
          assertThat(event.getError().getCode()).isEqualTo("PERMISSION_DENIED");
        });
    assertThat(stream.of(EventCase.REPORT))
        .singleElement()
        .satisfies(event -> assertThat(event.getCorrelationId()).isEqualTo("own"));
  }

  @Test
  void aStreamEndsWhenItsTokenIsWithdrawn() throws Exception {
    StreamClient stream = StreamClient.open(with(WARD, cluster.asyncStub()));
    ScreenRequest image = TestCluster.image().toBuilder().setProfile("tumour15").build();
    stream.send("before", image);
    await().until(() -> !stream.of(EventCase.REPORT).isEmpty());

    writeCallers(false);

    await()
        .until(() -> {
          try {
            with(WARD, cluster.stub()).screen(image);
            return false;
          } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() == Status.Code.UNAUTHENTICATED;
          }
        });
    stream.send("after", image);
    assertThat(stream.status.get(20, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(stream.of(EventCase.REPORT)).hasSize(1);
  }

  @Test
  void theOpenInferenceProtocolHoldsToRolesAndModels() throws Exception {
    GRPCInferenceServiceBlockingStub models =
        GRPCInferenceServiceGrpc.newBlockingStub(cluster.channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS);
    ModelInferRequest infer = ModelInferRequest.newBuilder().setModelName("add").build();

    refused(
        Status.Code.UNAUTHENTICATED,
        () -> models.serverLive(ServerLiveRequest.getDefaultInstance()));
    assertThat(with(EVERYTHING, models).modelInfer(infer).getModelName()).isEqualTo("add");
    refused(Status.Code.PERMISSION_DENIED, () -> with(WARD, models).modelInfer(infer));
    refused(
        Status.Code.PERMISSION_DENIED,
        () ->
            with(WARD, models)
                .repositoryModelLoad(RepositoryModelLoadRequest.getDefaultInstance()));
    refused(
        Status.Code.PERMISSION_DENIED,
        () ->
            with("restricted-observer", models)
                .modelStatistics(ModelStatisticsRequest.newBuilder().setName("other").build()));
    // Let through: the scripted node is the one that has no statistics, which is a fault of its.
    refused(
        Status.Code.INTERNAL,
        () ->
            with("restricted-observer", models)
                .modelStatistics(ModelStatisticsRequest.newBuilder().setName("add").build()));
    refused(
        Status.Code.PERMISSION_DENIED,
        () ->
            with("restricted-observer", models)
                .modelStatistics(ModelStatisticsRequest.getDefaultInstance()));
  }

  @Test
  void theClusterIsShownToObserversAlone() {
    ClusterServiceBlockingStub status =
        ClusterServiceGrpc.newBlockingStub(cluster.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    GetStatusRequest question = GetStatusRequest.getDefaultInstance();

    refused(Status.Code.UNAUTHENTICATED, () -> status.getStatus(question));
    refused(Status.Code.PERMISSION_DENIED, () -> with(WARD, status).getStatus(question));
    refused(
        Status.Code.PERMISSION_DENIED,
        () -> with(WARD, status).describe(DescribeRequest.getDefaultInstance()));
    assertThat(with("restricted-observer", status).getStatus(question).getServersList()).hasSize(3);
  }

  private void writeCallers(boolean withWard) throws IOException {
    Files.writeString(
        folder.resolve("callers.json"),
        """
        {"callers": [
          {"name": "engineer", "token_sha256": "%s", "roles": ["screen", "ask", "operate", "observe"]},
          {"name": "observer", "token_sha256": "%s", "roles": ["observe"], "profiles": ["add"]}%s
        ]}
        """
            .formatted(
                sha256(EVERYTHING),
                sha256("restricted-observer"),
                withWard
                    ? ", {\"name\": \"ward\", \"token_sha256\": \"%s\", \"roles\": [\"screen\"], \"profiles\": [\"tumour15\"]}"
                        .formatted(sha256(WARD))
                    : ""));
  }

  private static void refused(Status.Code code, ThrowingCallable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
  }

  private static <T extends AbstractStub<T>> T with(String token, T stub) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    ClientInterceptor interceptor = MetadataUtils.newAttachHeadersInterceptor(headers);
    return stub.withInterceptors(interceptor);
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
