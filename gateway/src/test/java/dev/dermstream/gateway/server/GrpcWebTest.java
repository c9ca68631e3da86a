package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import com.google.protobuf.Message;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC-Web as its specification has it, in both forms and both versions of HTTP. */
class GrpcWebTest {
  private static final String SCREEN = "/dermstream.v1.ScreeningService/Screen";
  private static final String ASK = "/dermstream.v1.ScreeningService/Ask";
  private static final String FRIEND = "https://viewer.example.org";
  private static TestCluster cluster;
  private static HttpCaller http1;
  private static HttpCaller http2;

  /** The frames of an answer: messages and, in one of them, the trailers. */
  private record Frames(List<byte[]> messages, String trailers) {}

  @BeforeAll
  static void start() throws IOException {
    cluster =
        new TestCluster("max-message-size = 1 MiB, web.allowed-origins = [\"" + FRIEND + "\"]");
    http1 = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1);
    http2 = new HttpCaller(cluster.gateway.port(), Version.HTTP_2);
  }

  @AfterAll
  static void stop() {
    http1.close();
    http2.close();
    cluster.close();
  }

  @AfterEach
  void answerAgain() {
    cluster.node.script = ScriptedNode::answer;
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, false", "HTTP_1_1, true", "HTTP_2, false", "HTTP_2, true"})
  void anImageIsScreened(Version version, boolean text) throws Exception {
    ScreenRequest image = TestCluster.image("pixels of some length");

    HttpResponse<byte[]> response = call(version, text, SCREEN, frame(image));

    assertThat(response.version()).isEqualTo(version);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .isEqualTo(text ? "application/grpc-web-text" : "application/grpc-web");
    Frames frames = frames(response, text);
    assertThat(frames.trailers()).contains("grpc-status:0");
    assertThat(ScreenResponse.parseFrom(frames.messages().getFirst()).getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, false", "HTTP_1_1, true", "HTTP_2, false", "HTTP_2, true"})
  void piecesOfTextAreMessages(Version version, boolean text) throws Exception {
    AskRequest question =
        AskRequest.newBuilder()
            .setImage(TestCluster.image().getImage())
            .setQuestion("What is it?")
            .build();

    Frames frames = frames(call(version, text, ASK, frame(question)), text);

    assertThat(frames.messages()).hasSize(3);
    assertThat(AskResponse.parseFrom(frames.messages().get(2)).hasFinished()).isTrue();
    assertThat(frames.trailers()).contains("grpc-status:0");
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, false", "HTTP_1_1, true", "HTTP_2, false", "HTTP_2, true"})
  void aFailureHasItsStatusAndDetails(Version version, boolean text) throws Exception {
    cluster.node.script = ScriptedNode.fail(ErrorCode.OVERLOADED, "No place is left.");

    HttpResponse<byte[]> response = call(version, text, SCREEN, frame(TestCluster.image()));

    // Without a message the trailers are the header fields.
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("grpc-status")).hasValue("8");
    assertThat(response.headers().firstValue("grpc-status-details-bin")).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void messagesMayBeEncodedOneByOne(Version version) throws Exception {
    byte[] frame = frame(TestCluster.image("12"));
    int cut = 7;
    byte[] body =
        Bytes.concat(
            Base64.getEncoder().encode(java.util.Arrays.copyOf(frame, cut)),
            Base64.getEncoder().encode(java.util.Arrays.copyOfRange(frame, cut, frame.length)));

    HttpResponse<byte[]> response = post(version, "application/grpc-web-text", SCREEN, body);

    assertThat(frames(response, true).trailers()).contains("grpc-status:0");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aBodyThatIsNoBase64IsRefused(Version version) throws Exception {
    for (String body : List.of("AAAA****", "AAAAA", "=AAA")) {
      HttpResponse<byte[]> response =
          post(
              version,
              "application/grpc-web-text",
              SCREEN,
              body.getBytes(StandardCharsets.US_ASCII));

      assertThat(response.statusCode()).as(body).isEqualTo(400);
    }
    assertThat(frames(call(version, true, SCREEN, frame(TestCluster.image())), true).trailers())
        .contains("grpc-status:0");
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, false", "HTTP_1_1, true", "HTTP_2, false", "HTTP_2, true"})
  void aMessageOverTheLimitIsRefused(Version version, boolean text) throws Exception {
    byte[] large = frame(TestCluster.image("x".repeat(1 << 20)));

    HttpResponse<byte[]> response = call(version, text, SCREEN, large);

    assertThat(response.headers().firstValue("grpc-status")).hasValue("8");
    assertThat(response.headers().firstValue("grpc-message").orElseThrow())
        .contains("1%2C048%2C576");
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, false", "HTTP_1_1, true", "HTTP_2, true"})
  void anEmptyBodyIsRefused(Version version, boolean text) throws Exception {
    HttpResponse<byte[]> response = call(version, text, SCREEN, new byte[0]);

    assertThat(response.headers().firstValue("grpc-status")).hasValue("3");
  }

  @Test
  void aCompressedRequestIsRefusedInItsOwnForm() throws Exception {
    HttpResponse<byte[]> response =
        http1
            .client()
            .send(
                http1
                    .to(SCREEN)
                    .header("content-type", "application/grpc-web+proto")
                    .header("grpc-encoding", "gzip")
                    .POST(BodyPublishers.noBody())
                    .build(),
                BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("grpc-status")).hasValue("12");
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("application/grpc-web+proto");
  }

  @Test
  void pagesOfAllowedOriginsMayCall() throws Exception {
    HttpResponse<String> asked = preflight(FRIEND);
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("access-control-allow-origin")).hasValue(FRIEND);
    assertThat(asked.headers().firstValue("access-control-allow-headers").orElseThrow())
        .contains("x-grpc-web", "content-type");

    HttpResponse<byte[]> called = fromOrigin(FRIEND);
    assertThat(called.headers().firstValue("access-control-allow-origin")).hasValue(FRIEND);
    assertThat(called.headers().firstValue("access-control-expose-headers").orElseThrow())
        .contains("grpc-status");
    assertThat(frames(called, false).trailers()).contains("grpc-status:0");
  }

  @Test
  void pagesOfOtherOriginsMayNot() throws Exception {
    cluster.node.requests.clear();
    for (String origin :
        List.of("https://elsewhere.example", "null", FRIEND + ".evil.example", "not an origin")) {
      assertThat(preflight(origin).statusCode()).as(origin).isEqualTo(403);
      HttpResponse<byte[]> called = fromOrigin(origin);
      assertThat(called.statusCode()).as(origin).isEqualTo(403);
      assertThat(new String(called.body(), StandardCharsets.UTF_8)).contains("PERMISSION_DENIED");
      assertThat(called.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void pagesOfTheGatewayItselfMayCall() throws Exception {
    HttpResponse<byte[]> called = fromOrigin("http://127.0.0.1:" + cluster.gateway.port());

    assertThat(frames(called, false).trailers()).contains("grpc-status:0");
    assertThat(called.headers().firstValue("access-control-allow-origin")).isEmpty();
  }

  private static HttpResponse<String> preflight(String origin)
      throws IOException, InterruptedException {
    return http1.send(
        http1
            .to(SCREEN)
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  private static HttpResponse<byte[]> fromOrigin(String origin)
      throws IOException, InterruptedException {
    return http1
        .client()
        .send(
            http1
                .to(SCREEN)
                .header("origin", origin)
                .header("content-type", "application/grpc-web+proto")
                .POST(BodyPublishers.ofByteArray(frame(TestCluster.image())))
                .build(),
            BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> call(
      Version version, boolean text, String path, byte[] frames)
      throws IOException, InterruptedException {
    return text
        ? post(version, "application/grpc-web-text", path, Base64.getEncoder().encode(frames))
        : post(version, "application/grpc-web+proto", path, frames);
  }

  private static HttpResponse<byte[]> post(
      Version version, String contentType, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpCaller caller = version == Version.HTTP_2 ? http2 : http1;
    HttpRequest.Builder request =
        caller
            .to(path)
            .header("content-type", contentType)
            .header("x-grpc-web", "1")
            .POST(BodyPublishers.ofByteArray(body));
    return caller.client().send(request.build(), BodyHandlers.ofByteArray());
  }

  private static byte[] frame(Message message) {
    byte[] bytes = message.toByteArray();
    return ByteBuffer.allocate(5 + bytes.length)
        .put((byte) 0)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static Frames frames(HttpResponse<byte[]> response, boolean text) {
    ByteBuffer body = ByteBuffer.wrap(text ? decoded(response.body()) : response.body());
    List<byte[]> messages = new ArrayList<>();
    String trailers = "";
    while (body.hasRemaining()) {
      int flags = body.get();
      byte[] payload = new byte[body.getInt()];
      body.get(payload);
      if (flags < 0) {
        trailers = new String(payload, StandardCharsets.UTF_8);
      } else {
        messages.add(payload);
      }
    }
    return new Frames(messages, trailers);
  }

  /** Base64 with padding wherever a message ended. */
  private static byte[] decoded(byte[] text) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < text.length; i += 4) {
      bytes.writeBytes(Base64.getDecoder().decode(java.util.Arrays.copyOfRange(text, i, i + 4)));
    }
    return bytes.toByteArray();
  }
}
