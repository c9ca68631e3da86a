package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.rpc.RequestInfo;
import com.google.rpc.Status;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.StatusRuntimeException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that no decent client sends, and the next request after each. */
class HostileInputTest {
  private static final int LIMIT = 1 << 20;
  private static final String SCREEN = "/dermstream.v1.ScreeningService/Screen";
  private static TestCluster cluster;
  private static Vertx vertx;
  private static HttpClient client;

  /** What came back: header and trailer fields together. */
  private record Answer(int httpStatus, MultiMap fields) {
    int grpcStatus() {
      return Integer.parseInt(fields.get("grpc-status"));
    }

    Status details() throws IOException {
      return Status.parseFrom(Base64.getDecoder().decode(fields.get("grpc-status-details-bin")));
    }

    String code() throws IOException {
      return StatusMapping.fromStatus(details(), "").getCode();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    cluster = new TestCluster("max-message-size = 1 MiB");
    vertx = Vertx.vertx();
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @BeforeEach
  void forget() {
    cluster.node.requests.clear();
    cluster.node.open.clear();
  }

  @AfterEach
  void theNextRequestIsServed() {
    assertThat(cluster.stub().screen(TestCluster.image()).getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  @Test
  void aMessageOverTheLimitIsRefusedByName() {
    ScreenRequest large =
        ScreenRequest.newBuilder().setImage(ByteString.copyFrom(new byte[8 * LIMIT])).build();

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> cluster.stub().screen(large))
        .satisfies(failure -> {
          assertThat(failure.getStatus().getCode())
              .isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
          assertThat(StatusMapping.toError(failure, "").getCode()).isEqualTo("MESSAGE_TOO_LARGE");
          assertThat(failure.getMessage()).contains("1,048,576");
        });
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void aMessageOverTheLimitInAStreamEndsItAfterTheImagesInFlight() throws Exception {
    cluster.node.script = ScriptedNode::silent;
    try {
      StreamClient stream = StreamClient.open(cluster.asyncStub());
      stream.send("first", "image");
      await().until(() -> !cluster.node.requests.isEmpty());
      stream.send(
          "large",
          ScreenRequest.newBuilder().setImage(ByteString.copyFrom(new byte[2 * LIMIT])).build());
      await().until(() -> !cluster.node.open.isEmpty());
      ScriptedNode.answer(InferRequest.getDefaultInstance(), cluster.node.open.remove());

      assertThat(stream.status.get(20, TimeUnit.SECONDS).getCode())
          .isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
      assertThat(stream.of(EventCase.REPORT)).hasSize(1);
    } finally {
      cluster.node.script = ScriptedNode::answer;
    }
  }

  @Test
  void compressedRequestsAreRefused() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> cluster.stub().withCompression("gzip").screen(TestCluster.image()))
        .satisfies(failure -> {
          assertThat(failure.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED);
          Error told = StatusMapping.toError(failure, "");
          assertThat(told.getCode()).isEqualTo("UNSUPPORTED_ENCODING");
          assertThat(told.getMessage()).contains("send the request uncompressed");
          assertThat(told.getRetryable()).isFalse();
        });
  }

  @Test
  void aRefusedCompressionNamesTheRequest() throws Exception {
    Answer answer =
        post(Map.of("grpc-encoding", "gzip", "x-request-id", "r-17"), frame(1, new byte[1]));

    assertThat(answer.code()).isEqualTo("UNSUPPORTED_ENCODING");
    assertThat(answer.details().getDetails(1).unpack(RequestInfo.class).getRequestId())
        .isEqualTo("r-17");
    assertThat(answer.fields().get("x-request-id")).isEqualTo("r-17");
  }

  @Test
  void aBombFlaggedAsCompressedIsNeverInflated() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(
          ScreenRequest.newBuilder()
              .setImage(ByteString.copyFrom(new byte[100 * LIMIT]))
              .build()
              .toByteArray());
    }
    Buffer frame = frame(1, bomb.toByteArray());

    assertThat(post(Map.of("grpc-encoding", "gzip"), frame).grpcStatus()).isEqualTo(12);
    assertThat(post(Map.of("grpc-encoding", "deflate"), frame).grpcStatus()).isEqualTo(12);
    assertThat(post(Map.of(), frame).code()).isEqualTo("INVALID_INPUT");
    assertThat(post(Map.of("grpc-encoding", "identity"), frame).code()).isEqualTo("INVALID_INPUT");
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void bytesThatAreNoMessageAreRefused() throws Exception {
    assertThat(post(Map.of(), frame(0, new byte[] {(byte) 0xFF, 1, 2, 3})).code())
        .isEqualTo("INVALID_INPUT");
    // Field 2, a string, whose bytes are no UTF-8.
    assertThat(post(Map.of(), frame(0, new byte[] {0x12, 2, (byte) 0xC3, 0x28})).code())
        .isEqualTo("INVALID_INPUT");
  }

  @Test
  void aCallWithoutAWholeMessageIsRefused() throws Exception {
    Buffer whole = frame(0, TestCluster.image().toByteArray());

    assertThat(post(Map.of(), Buffer.buffer()).code()).isEqualTo("INVALID_INPUT");
    for (int length = 1; length < whole.length(); length++) {
      assertThat(post(Map.of(), whole.getBuffer(0, length)).code())
          .as("cut at %d", length)
          .isEqualTo("INVALID_INPUT");
    }
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void twoMessagesWhereOneBelongsAreRefused() throws Exception {
    Buffer whole = frame(0, TestCluster.image().toByteArray());

    assertThat(post(Map.of(), whole.copy().appendBuffer(whole)).code()).isEqualTo("INVALID_INPUT");
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void aLengthOfFourGigabytesTakesNoMemory() throws Exception {
    Buffer frame = Buffer.buffer().appendByte((byte) 0).appendInt(-1).appendBytes(new byte[100]);

    assertThat(post(Map.of(), frame).code()).isEqualTo("MESSAGE_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1n", "500u", "0S"})
  void aDeadlineBelowAMillisecondIsADeadline(String timeout) throws Exception {
    cluster.node.script = ScriptedNode::silent;
    try {
      Answer answer =
          post(Map.of("grpc-timeout", timeout), frame(0, TestCluster.image().toByteArray()));
      assertThat(answer.code()).isEqualTo("DEADLINE");
    } finally {
      cluster.node.script = ScriptedNode::answer;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1S", "123456789S", "99999999H", "1.5S"})
  void anyOtherTimeoutIsServed(String timeout) throws Exception {
    Answer answer =
        post(Map.of("grpc-timeout", timeout), frame(0, TestCluster.image().toByteArray()));

    assertThat(answer.grpcStatus()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "application/grpc+json", "application/grpc-web+json", ""})
  void otherContentTypesAreRefused(String type) throws Exception {
    assertThat(
            post(Map.of("content-type", type), frame(0, TestCluster.image().toByteArray()))
                .httpStatus())
        .isEqualTo(415);
  }

  @Test
  void anUnknownMethodIsUnimplemented() throws Exception {
    Answer answer =
        send("/dermstream.v1.ScreeningService/Nothing", Map.of(), frame(0, new byte[0]));

    assertThat(answer.grpcStatus()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/", "/x", "//", "//x", "/a/", "/a/b/", "/a/b/c", "/a//c", "/a/b.c", "/a-b/c", "/a/b%00"
      })
  void whatCannotNameAMethodIsNotFound(String path) throws Exception {
    assertThat(send(path, Map.of(), frame(0, new byte[0])).httpStatus()).isEqualTo(404);
  }

  @Test
  void ordinaryCancellationsDoNotKillOthers() throws Exception {
    cluster.node.script = ScriptedNode::silent;
    try {
      for (int i = 0; i < 300; i++) {
        ListenableFuture<ScreenResponse> call =
            ScreeningServiceGrpc.newFutureStub(cluster.channel).screen(TestCluster.image());
        int started = i + 1;
        // A call that never left the client would cost the server no reset.
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> cluster.node.requests.size() == started);
        call.cancel(true);
      }
    } finally {
      cluster.node.script = ScriptedNode::answer;
    }
    assertThat(cluster.stub().screen(TestCluster.image()).hasReport()).isTrue();
  }

  private static Buffer frame(int flag, byte[] message) {
    return Buffer.buffer().appendByte((byte) flag).appendInt(message.length).appendBytes(message);
  }

  private static Answer post(Map<String, String> headers, Buffer body) throws Exception {
    return send(SCREEN, headers, body);
  }

  private static Answer send(String path, Map<String, String> headers, Buffer body)
      throws Exception {
    return client
        .request(HttpMethod.POST, cluster.gateway.port(), "127.0.0.1", path)
        .compose(request -> {
          request.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
          headers.forEach(request::putHeader);
          return request.send(body);
        })
        .compose(response ->
            response.end().map(nothing -> new Answer(response.statusCode(), fields(response))))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static MultiMap fields(HttpClientResponse response) {
    return MultiMap.caseInsensitiveMultiMap()
        .addAll(response.headers())
        .addAll(response.trailers());
  }
}
