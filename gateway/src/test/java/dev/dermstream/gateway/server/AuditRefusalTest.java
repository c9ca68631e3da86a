package dev.dermstream.gateway.server;

import static dev.dermstream.gateway.server.AuditRecords.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.dermstream.audit.chain.Sha256;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that are refused before a node has seen them: one record each. */
class AuditRefusalTest {
  private static final int LIMIT = 64 << 10;
  private static final byte[] NO_MESSAGE = {(byte) 0xff, (byte) 0xff, 1, 2, 3};

  @TempDir Path folder;
  private AuditRecords records;
  private TestCluster cluster;

  @BeforeEach
  void start() throws Exception {
    records = new AuditRecords(folder, "refusals");
    cluster = new TestCluster("max-message-size = 64 KiB\n" + records.section());
  }

  @AfterEach
  void theChainIsWhole() throws Exception {
    cluster.close();
    assertThat(records.all().isEmpty())
        .isEqualTo(!Files.exists(folder.resolve("refusals.anchors")));
    records.requireWhole();
  }

  static Stream<MethodDescriptor<?, ?>> unary() {
    return Stream.of(
        ScreeningServiceGrpc.getScreenMethod(),
        ScreeningServiceGrpc.getAskMethod(),
        ScreeningServiceGrpc.getEmbedMethod(),
        ScreeningServiceGrpc.getRankMethod(),
        GRPCInferenceServiceGrpc.getModelInferMethod());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void withoutAuthenticationTheSubjectIsLocal(Door door) throws Exception {
    assertThat(door.send(cluster, "", "", "pixels")).isEqualTo(Door.OK);

    assertThat(text(only(), "subject")).isEqualTo("local");
  }

  // What a stream of the Open Inference Protocol answers are the node's messages.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN_INFERENCE_STREAM")
  void anUnknownProfileOrModelIsRecorded(Door door) throws Exception {
    cluster.node.script = ScriptedNode.fail(ErrorCode.PROFILE_NOT_FOUND, "There is none.");
    cluster.models.script =
        (asked, out) ->
            out.onError(
                StatusMapping.toException(
                    StatusMapping.error(ErrorCode.PROFILE_NOT_FOUND, "There is none.", "r")));

    assertThat(door.send(cluster, "", "Mrs-Kim", "pixels")).isEqualTo("PROFILE_NOT_FOUND");

    assertThat(text(only(), "code")).isEqualTo("PROFILE_NOT_FOUND");
    assertThat(text(only(), "image")).isEqualTo(Sha256.of("pixels"));
    assertThat(only().toString()).doesNotContain("Kim");
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void withoutAnyNodeEveryImageIsRecorded(Door door) throws Exception {
    cluster.nodeServer.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    await().until(() -> door.send(cluster, "", "", "pixels").equals("NOT_READY"));
    int before = records.all().size();

    assertThat(door.send(cluster, "", "", "pixels")).isEqualTo("NOT_READY");

    if (door == Door.OPEN_INFERENCE_STREAM) {
      // The stream is refused before its first message.
      assertThat(records.after(before)).isEmpty();
    } else {
      assertThat(text(records.onlyAfter(before), "code")).isEqualTo("NOT_READY");
    }
  }

  @ParameterizedTest
  @MethodSource("unary")
  void bytesThatAreNoMessageAreRecordedAsAWhole(MethodDescriptor<?, ?> method) throws Exception {
    fails("INVALID_INPUT", () -> RawCall.send(cluster.channel, method, NO_MESSAGE));

    refused("INVALID_INPUT", NO_MESSAGE);
    assertThat(text(only(), "method")).isEqualTo(method.getBareMethodName());
  }

  @ParameterizedTest
  @MethodSource("unary")
  void aMessageOverTheLimitIsRecordedUnread(MethodDescriptor<?, ?> method) throws Exception {
    fails("MESSAGE_TOO_LARGE", () -> RawCall.send(cluster.channel, method, new byte[LIMIT + 1]));

    unread("MESSAGE_TOO_LARGE");
  }

  @ParameterizedTest
  @MethodSource("unary")
  void aCompressedMessageIsRecordedUnread(MethodDescriptor<?, ?> method) throws Exception {
    fails(
        "UNSUPPORTED_ENCODING",
        () ->
            ClientCalls.blockingUnaryCall(
                cluster.channel,
                RawCall.method(method, MethodType.UNARY),
                CallOptions.DEFAULT.withCompression("gzip").withDeadlineAfter(20, TimeUnit.SECONDS),
                new byte[100]));

    unread("UNSUPPORTED_ENCODING");
  }

  @Test
  void whatIsWrongBesideTheImageIsRecordedWithTheImage() throws Exception {
    List<Function<ScreenRequest.Builder, ScreenRequest.Builder>> wrong =
        List.of(
            request -> request.setLaneValue(99),
            request -> request.setLanguageValue(99),
            request -> request.setProfile("p".repeat(129)));
    for (Function<ScreenRequest.Builder, ScreenRequest.Builder> each : wrong) {
      int before = records.all().size();
      ScreenRequest request = each.apply(TestCluster.image("pixels").toBuilder()).build();

      fails("INVALID_INPUT", () -> cluster.stub().screen(request));

      JsonObject record = records.onlyAfter(before);
      assertThat(text(record, "code")).isEqualTo("INVALID_INPUT");
      assertThat(text(record, "image")).isEqualTo(Sha256.of("pixels"));
    }
  }

  @Test
  void aQuestionThatCannotBeAskedIsRecordedWithItsImageAlone() throws Exception {
    ByteString image = ByteString.copyFromUtf8("pixels");
    AskRequest question =
        AskRequest.newBuilder().setImage(image).setQuestion("Mrs Kim?".repeat(1000)).build();

    fails("INVALID_INPUT", () -> cluster.stub().ask(question).hasNext());

    refused("INVALID_INPUT", "pixels".getBytes(StandardCharsets.UTF_8));
    assertThat(only().toString()).doesNotContain("Kim");
  }

  @Test
  void aRequestWithoutAnImageIsRecordedAsOne() throws Exception {
    fails("EMPTY_IMAGE", () -> cluster.stub().embed(EmbedRequest.getDefaultInstance()));

    refused("EMPTY_IMAGE", new byte[0]);
  }

  @Test
  void eachImageOfAStreamThatIsRefusedHasItsRecord() throws Exception {
    StreamClient stream = StreamClient.open(cluster.asyncStub());
    stream.send("", "nameless");
    stream.send("lane", TestCluster.image("fast").toBuilder().setLaneValue(99).build());
    stream.send("good", "good");
    stream.halfClose();

    assertThat(stream.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(stream.of(EventCase.ERROR)).hasSize(2);
    assertThat(stream.of(EventCase.REPORT)).hasSize(1);
    assertThat(records.all())
        .extracting(record -> text(record, "image"))
        .containsExactlyInAnyOrder(Sha256.of("nameless"), Sha256.of("fast"), Sha256.of("good"));
    assertThat(records.all())
        .extracting(record -> text(record, "code"))
        .containsExactlyInAnyOrder("INVALID_INPUT", "INVALID_INPUT", "");
    assertThat(records.all()).extracting(record -> text(record, "request")).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"false, INVALID_INPUT", "true, MESSAGE_TOO_LARGE"})
  void theMessageThatEndsAStreamHasItsRecordAndSoHasEveryImageBefore(boolean large, String code)
      throws Exception {
    cluster.node.script = ScriptedNode::silent;
    byte[] last = large ? new byte[LIMIT + 1] : NO_MESSAGE;
    CompletableFuture<Status> end = new CompletableFuture<>();
    StreamObserver<byte[]> messages =
        ClientCalls.asyncBidiStreamingCall(
            cluster.channel.newCall(
                RawCall.method(
                    ScreeningServiceGrpc.getScreenStreamMethod(), MethodType.BIDI_STREAMING),
                CallOptions.DEFAULT),
            untilTheEnd(end));
    messages.onNext(
        ScreenStreamRequest.newBuilder()
            .setCorrelationId("first")
            .setRequest(TestCluster.image("first"))
            .build()
            .toByteArray());
    await().until(() -> cluster.node.open.size() == 1);
    messages.onNext(last);
    await().until(() -> records.all().size() == 1);
    assertThat(text(only(), "code")).isEqualTo(code);
    assertThat(text(only(), "image")).isEqualTo(large ? "" : sha256(last));
    assertThat(end).as("the image in flight is awaited").isNotDone();

    finish(cluster.node.open.remove());

    assertThat(end.get(20, TimeUnit.SECONDS).isOk()).isFalse();
    assertThat(records.all()).hasSize(2);
    assertThat(text(records.onlyAfter(1), "outcome")).isEqualTo("ANSWERED");
  }

  @ParameterizedTest
  @CsvSource({"false, INVALID_INPUT", "true, MESSAGE_TOO_LARGE"})
  void aStreamOfTheOpenProtocolThatBreaksHasARecordForEachMessage(boolean large, String code)
      throws Exception {
    byte[] last = large ? new byte[LIMIT + 1] : NO_MESSAGE;
    CompletableFuture<Status> end = new CompletableFuture<>();
    StreamObserver<byte[]> messages =
        ClientCalls.asyncBidiStreamingCall(
            cluster.channel.newCall(
                RawCall.method(
                    GRPCInferenceServiceGrpc.getModelStreamInferMethod(),
                    MethodType.BIDI_STREAMING),
                CallOptions.DEFAULT),
            untilTheEnd(end));
    messages.onNext(Door.inference(TestCluster.image("first")).toByteArray());
    await().until(() -> records.all().size() == 1);
    messages.onNext(last);

    assertThat(end.get(20, TimeUnit.SECONDS).isOk()).isFalse();
    JsonObject record = records.onlyAfter(1);
    assertThat(text(record, "code")).isEqualTo(code);
    assertThat(text(record, "image")).isEqualTo(large ? "" : sha256(last));
    assertThat(text(records.all().getFirst(), "outcome")).isEqualTo("ANSWERED");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/screen, text/plain, */*, 415, UNSUPPORTED_MEDIA",
    "/v1/screen?lane=fast, image/png, */*, 400, INVALID_INPUT",
    "/v1/screen?colour=red, image/png, */*, 400, INVALID_INPUT",
    "/v1/screen?deadline=never, image/png, */*, 400, INVALID_INPUT",
    "/v1/screen, image/png, image/gif, 406, INVALID_INPUT",
    "/v1/ask?question=why, image/png, image/gif, 406, INVALID_INPUT",
    "/v1/embed, image/png, image/gif, 406, INVALID_INPUT",
    "/v1/ask, image/png, */*, 400, INVALID_INPUT",
    "/v1/screen, application/json, */*, 400, INVALID_INPUT",
    "/v1/screen, multipart/form-data; boundary=limit, */*, 400, INVALID_INPUT",
  })
  void whatTheHttpDoorRefusesIsRecorded(
      String address, String type, String accept, int status, String code) throws Exception {
    for (Version version : Version.values()) {
      int before = records.all().size();
      try (HttpCaller http = new HttpCaller(cluster.gateway.port(), version)) {
        HttpResponse<String> response =
            http.send(
                http.to(address)
                    .header("content-type", type)
                    .header("accept", accept)
                    .POST(BodyPublishers.ofString("{Mrs Kim")));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(HttpCaller.code(response)).isEqualTo(code);
        JsonObject record = records.onlyAfter(before);
        assertThat(text(record, "code")).isEqualTo(code);
        assertThat(text(record, "request"))
            .isEqualTo(response.headers().firstValue("x-request-id").orElseThrow());
        assertThat(text(record, "image")).isIn("", Sha256.of("{Mrs Kim"));
        assertThat(record.toString()).doesNotContain("Kim");
      }
    }
    assertThat(cluster.node.requests).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aBodyOverTheLimitIsRecordedUnread(Version version) throws Exception {
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), version)) {
      HttpResponse<String> response =
          http.post("/v1/screen", "image/png", BodyPublishers.ofByteArray(new byte[LIMIT + 1]));

      assertThat(response.statusCode()).isEqualTo(413);
      unread("MESSAGE_TOO_LARGE");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aCompressedBodyIsRecordedUnread(Version version) throws Exception {
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), version)) {
      HttpRequest.Builder request =
          http.to("/v1/screen")
              .header("content-type", "image/png")
              .header("content-encoding", "gzip")
              .POST(BodyPublishers.ofString("pixels"));

      assertThat(http.send(request).statusCode()).isEqualTo(415);
      unread("UNSUPPORTED_ENCODING");
    }
  }

  @Test
  void anUploadThatItsDeadlineEndsIsRecordedUnread() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST /v1/screen?deadline=100ms HTTP/1.1\r
          Host: x\r
          Content-Type: image/png\r
          Content-Length: 1000\r
          \r
          half\
          """
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();

      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 504");
    }
    await().until(() -> !records.all().isEmpty());
    unread("DEADLINE");
  }

  @Test
  void anUploadThatItsCallerBreaksOffWasNoImage() throws Exception {
    ClientCall<byte[], byte[]> call =
        cluster.channel.newCall(
            RawCall.method(ScreeningServiceGrpc.getScreenMethod(), MethodType.UNARY),
            CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.cancel("The test gave up.", null);

    assertThat(Door.GRPC.send(cluster, "", "", "pixels")).isEqualTo(Door.OK);
    assertThat(text(only(), "image")).isEqualTo(Sha256.of("pixels"));
  }

  @Test
  void aServerThatDrainsRecordsWhatItTurnsAway() throws Exception {
    cluster.node.script = ScriptedNode::silent;
    var running = ScreeningServiceGrpc.newFutureStub(cluster.channel).screen(TestCluster.image());
    await().until(() -> cluster.node.open.size() == 1);
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      CompletableFuture<Void> closing = CompletableFuture.runAsync(cluster.gateway::close);
      // The readiness ends a moment before calls are refused; one that is let in would hang.
      await().until(() -> http.get("/v1/release").statusCode() == 503);

      assertThat(Door.GRPC.send(cluster, "", "", "late")).isEqualTo("DRAINING");
      unread("DRAINING");
      finish(cluster.node.open.remove());

      assertThat(running.get(20, TimeUnit.SECONDS).hasReport()).isTrue();
      closing.get(20, TimeUnit.SECONDS);
    }
    assertThat(text(records.onlyAfter(1), "outcome")).isEqualTo("ANSWERED");
  }

  @Test
  void aRefusalThatCannotBeRecordedIsNoneYet() throws Exception {
    try (TestCluster blind =
        new TestCluster(
            "audit { mode = durable, postgresql.url = \"jdbc:postgresql://127.0.0.1:1/x\" }")) {
      ScreenRequest wrong = TestCluster.image().toBuilder().setLaneValue(99).build();

      fails("AUDIT_UNAVAILABLE", () -> blind.stub().screen(wrong));
      fails(
          "AUDIT_UNAVAILABLE",
          () -> RawCall.send(blind.channel, ScreeningServiceGrpc.getAskMethod(), NO_MESSAGE));
      try (HttpCaller http = new HttpCaller(blind.gateway.port(), Version.HTTP_1_1)) {
        HttpResponse<String> response = http.post("/v1/screen?lane=fast", "image/png", "x");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).isPresent();
      }
      StreamClient stream = StreamClient.open(blind.asyncStub());
      stream.send("wrong", wrong);
      stream.halfClose();
      assertThat(stream.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
      assertThat(stream.of(EventCase.ERROR).getFirst().getError().getCode())
          .isEqualTo("AUDIT_UNAVAILABLE");
    }
  }

  private static void finish(ServerCallStreamObserver<InferResponse> node) {
    node.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
    ScriptedNode.write(node);
    node.onCompleted();
  }

  private static StreamObserver<byte[]> untilTheEnd(CompletableFuture<Status> end) {
    return new StreamObserver<>() {
      @Override
      public void onNext(byte[] message) {
        // What is answered is another test's.
      }

      @Override
      public void onError(Throwable failure) {
        end.complete(Status.fromThrowable(failure));
      }

      @Override
      public void onCompleted() {
        end.complete(Status.OK);
      }
    };
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(
            failure -> assertThat(StatusMapping.toError(failure, "").getCode()).isEqualTo(code));
  }

  private void unread(String code) throws Exception {
    assertThat(text(only(), "code")).isEqualTo(code);
    assertThat(text(only(), "image")).isEmpty();
    assertThat(only().get("image_bytes").getAsLong()).isZero();
  }

  private void refused(String code, byte[] image) throws Exception {
    assertThat(text(only(), "outcome")).isEqualTo("FAILED");
    assertThat(text(only(), "code")).isEqualTo(code);
    assertThat(text(only(), "image")).isEqualTo(sha256(image));
    assertThat(only().get("image_bytes").getAsLong()).isEqualTo(image.length);
    assertThat(cluster.node.requests).isEmpty();
    assertThat(cluster.models.received).hasValue(0);
  }

  private JsonObject only() throws Exception {
    return records.onlyAfter(0);
  }

  private static String sha256(byte[] bytes) {
    return Sha256.of(java.nio.ByteBuffer.wrap(bytes));
  }
}
