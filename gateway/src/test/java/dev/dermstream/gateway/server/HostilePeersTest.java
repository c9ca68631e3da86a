package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.hostile.RawHttp2;
import dev.dermstream.platform.hostile.RawHttp2.Frame;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that are slow, greedy or busy with nothing, within what the protocols allow them: each is
 * cut off, and a decent client beside it is served through the same port.
 */
class HostilePeersTest {
  private static final String SCREEN = "dermstream.v1.ScreeningService/Screen";
  private static final int MIB = 1 << 20;
  private static final int REFUSED_STREAM = 7;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestCluster cluster;

  @AfterEach
  void stop() throws Exception {
    served();
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/screen HTTP/1.1\r\nX: ",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\377\0\1\4\0\0\0\1"
      })
  void aHeadThatComesByteByByteKeepsNoConnectionOpen(String begun) throws Exception {
    serve("connections.idle-timeout = 2s");
    Socket slow = opened(new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port()));
    slow.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));

    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(Duration.ofSeconds(60))
        .until(() -> !takes(slow, "a".getBytes(StandardCharsets.US_ASCII)));
    anotherConnection();
  }

  @Test
  void pingsWithoutACallKeepNoConnectionOpen() throws Exception {
    serve("connections.idle-timeout = 2s");
    RawHttp2 pinging = open().greet();
    byte[] ping = RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]);

    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(Duration.ofSeconds(60))
        .until(() -> !takes(pinging, ping));
    anotherConnection();
  }

  @Test
  void aMessageThatComesByteByByteEndsAtItsDeadline() throws Exception {
    serve("");
    RawHttp2 slow = open().greet();
    Map<String, String> fields = RawHttp2.call(SCREEN);
    fields.put("grpc-timeout", "500m");
    slow.send(head(1, fields));
    for (byte each : RawHttp2.message(new byte[40])) {
      slow.send(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[] {each}));
      if (each == 40) {
        // The prefix was whole; of the message nothing comes any more.
        break;
      }
    }

    // The answer, and then the order not to send the rest.
    assertThat(slow.next(Set.of(RawHttp2.HEADERS))).isPresent();
    assertThat(slow.next(Set.of(RawHttp2.RST_STREAM))).isPresent();
    assertThat(cluster.node.requests).isEmpty();
  }

  @Test
  void whoHoardsHalfMessagesIsRefusedBeforeTheMemoryIsGone() throws Exception {
    serve("max-message-size = 1 MiB, connections.max-receiving-size = 3 MiB");
    for (int i = 0; i < 3; i++) {
      hoard(900 << 10);
    }

    // What is left does for small images, and not for one of 500 KiB.
    await()
        .untilAsserted(() ->
            assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> cluster.stub().screen(image(500 << 10)))
                .satisfies(refused -> {
                  assertThat(StatusMapping.toError(refused, "").getCode()).isEqualTo("OVERLOADED");
                  assertThat(StatusMapping.toError(refused, "").getRetryable()).isTrue();
                }));
    served();
    try (HttpCaller http = new HttpCaller(cluster.gateway.port(), Version.HTTP_1_1)) {
      HttpResponse<String> refused = http.post("/v1/screen", "image/png", "x".repeat(500 << 10));
      assertThat(HttpCaller.code(refused)).isEqualTo("OVERLOADED");
      assertThat(http.post("/v1/screen", "image/png", "x").statusCode()).isEqualTo(200);
    }

    closeAll();
    await()
        .untilAsserted(() ->
            assertThat(cluster.stub().screen(image(500 << 10)).getReport().getDisposition())
                .isEqualTo(Disposition.DISPOSITION_ANSWERED));
  }

  @Test
  void whatAStreamHasSentWholeIsNotHeldAgainstIt() throws Exception {
    serve("max-message-size = 1 MiB, connections.max-receiving-size = 1 MiB");
    StreamClient stream = StreamClient.open(cluster.asyncStub());
    for (int i = 0; i < 20; i++) {
      String id = "image-" + i;
      stream.send(id, image(700 << 10));
      await()
          .until(() ->
              stream.of(dev.dermstream.v1.ScreenStreamResponse.EventCase.REPORT).size()
                  == Integer.parseInt(id.substring("image-".length())) + 1);
    }
    stream.halfClose();

    assertThat(stream.status.get(20, java.util.concurrent.TimeUnit.SECONDS).isOk()).isTrue();
  }

  @Test
  void callsOverTheLimitOfAConnectionAreRefusedAlone() throws Exception {
    serve("http2.max-concurrent-streams = 10");
    cluster.node.script = ScriptedNode::silent;
    RawHttp2 greedy = open().greet();
    // The limit holds once the client has heard of it.
    assertThat(greedy.next(Set.of(RawHttp2.SETTINGS))).isPresent();
    greedy.send(RawHttp2.frame(RawHttp2.SETTINGS, 1, 0, new byte[0]));
    for (int i = 0; i < 12; i++) {
      greedy.send(head(1 + 2 * i, RawHttp2.call(SCREEN)));
    }

    Optional<Frame> refusal = greedy.next(Set.of(RawHttp2.RST_STREAM, RawHttp2.GOAWAY));
    assertThat(refusal).isPresent();
    assertThat(refusal.get().errorCode()).isEqualTo(REFUSED_STREAM);
    cluster.node.script = ScriptedNode::answer;
  }

  @Test
  void connectionsOverTheLimitOfAnAddressAreClosed() throws Exception {
    serve("connections { max = 100, max-per-address = 4 }");
    served();
    List<RawHttp2> own = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      own.add(open().greet());
    }

    await()
        .untilAsserted(() -> {
          int closed = 0;
          for (RawHttp2 connection : own) {
            closed += connection.isClosedWithin(100) ? 1 : 0;
          }
          // The decent client, from the same address, has the fourth.
          assertThat(closed).isEqualTo(3);
        });
  }

  @Test
  void callsThatAreCancelledAtOnceEndTheirConnectionAlone() throws Exception {
    serve("http2.max-resets-per-30s = 200");
    RawHttp2 rapid = open().greet();
    ByteArrayOutputStream calls = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000; i++) {
      calls.writeBytes(head(1 + 2 * i, RawHttp2.call(SCREEN)));
      calls.writeBytes(RawHttp2.frame(RawHttp2.RST_STREAM, 0, 1 + 2 * i, new byte[] {0, 0, 0, 8}));
    }

    assertThat(takes(rapid, calls.toByteArray()) && !rapid.isClosedWithin(20_000)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {RawHttp2.SETTINGS, RawHttp2.PING})
  void framesThatWantAnAnswerAndReadNoneAreCutOff(int type) throws Exception {
    serve("");
    RawHttp2 flood = open().greet();
    byte[] payload = type == RawHttp2.PING ? new byte[8] : new byte[] {0, 4, 0, 0, 1, 0};
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000; i++) {
      frames.writeBytes(RawHttp2.frame(type, 0, 0, payload));
    }
    int sent = 0;
    while (sent < 50_000 && takes(flood, frames.toByteArray())) {
      sent++;
    }

    assertThat(sent).as("thousands of frames taken").isLessThan(50_000);
  }

  @Test
  void fieldsThatUnpackIntoMoreThanTheLimitAreRefused() throws Exception {
    serve("");
    RawHttp2 bomb = open().greet();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(RawHttp2.fields(RawHttp2.call(SCREEN)));
    // x: 3000 letters, into the dynamic table; then 10,000 times that entry, a byte each: 30 MB.
    block.writeBytes(new byte[] {0x40, 1, 'x', 127, (byte) (0x80 | (2873 & 127)), 2873 >> 7});
    block.writeBytes("y".repeat(3000).getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 10_000; i++) {
      block.write(0x80 | 62);
    }
    bomb.send(
        RawHttp2.frame(
            RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, block.toByteArray()));

    assertThat(bomb.next(Set.of(RawHttp2.HEADERS, RawHttp2.RST_STREAM, RawHttp2.GOAWAY)))
        .as("a refusal, or an end of the connection")
        .satisfiesAnyOf(
            answer -> assertThat(answer).isEmpty(),
            answer -> assertThat(answer.orElseThrow().type()).isNotZero());
    assertThat(cluster.node.requests).isEmpty();
  }

  /** For the decent client: the server may be closing the one that was idle just now. */
  private void anotherConnection() {
    cluster.channel.enterIdle();
  }

  private void hoard(int bytes) throws IOException {
    RawHttp2 hoarder = open().greet();
    // A window that lets it send that much ahead.
    hoarder.send(head(1, RawHttp2.call(SCREEN)));
    byte[] message = RawHttp2.message(new byte[MIB - 100]);
    int chunk = 16 << 10;
    for (int at = 0; at + chunk <= bytes; at += chunk) {
      byte[] part = java.util.Arrays.copyOfRange(message, at, at + chunk);
      hoarder.send(RawHttp2.frame(RawHttp2.DATA, 0, 1, part));
    }
  }

  private static ScreenRequest image(int bytes) {
    return ScreenRequest.newBuilder().setImage(ByteString.copyFrom(new byte[bytes])).build();
  }

  private static byte[] head(int stream, Map<String, String> fields) {
    return RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.fields(fields));
  }

  private static boolean takes(RawHttp2 connection, byte[] bytes) throws IOException {
    try {
      connection.send(bytes);
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean takes(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  private void serve(String own) throws IOException {
    cluster = opened(new TestCluster(own));
    served();
    cluster.node.requests.clear();
  }

  private RawHttp2 open() throws IOException {
    return opened(new RawHttp2(cluster.gateway.port()));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private void closeAll() throws Exception {
    for (AutoCloseable each : opened.subList(1, opened.size())) {
      each.close();
    }
  }

  private void served() {
    assertThat(cluster.stub().screen(TestCluster.image()).getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }
}
