package dev.dermstream.pacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.platform.hostile.Http1Conversations;
import dev.dermstream.platform.hostile.WireFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Peers that break off, dawdle, lie or flood. Nothing is acknowledged that was not taken. */
class HostileStowPeersTest {
  private static final int LINE_END = 2;
  private static final Duration SHORT = Duration.ofMillis(500);

  private final SampleObject one = SampleObject.fresh();
  private final SampleObject two = SampleObject.fresh();

  @Test
  void refusesWhatIsNoStoreRequest() throws Exception {
    try (StowTestServer server = StowTestServer.open()) {
      assertThat(status(server, "GET /studies", "")).isEqualTo(405);
      assertThat(status(server, "POST /instances", "")).isEqualTo(404);
      assertThat(status(server, "POST /studies/..%2f..%2fetc", "")).isEqualTo(400);
      assertThat(status(server, "POST /studies/../../etc/passwd", "")).isEqualTo(400);
      assertThat(status(server, "POST /studies/1.2.x", "")).isEqualTo(400);
      assertThat(status(server, "POST /studies/" + "1.".repeat(40) + "1", "")).isEqualTo(400);
      assertThat(status(server, "POST /studies", "Accept: text/html\r\n")).isEqualTo(406);
      assertThat(status(server, "POST /studies", "Content-Encoding: gzip\r\n")).isEqualTo(415);
      assertThat(status(server, "POST /studies", "Content-Length: 9999999\r\n")).isEqualTo(413);
      assertThat(status(server, "POST /studies", "X: " + "y".repeat(9000) + "\r\n")).isEqualTo(431);
      assertThat(server.reception.arrivals()).isZero();
    }
  }

  @Test
  void refusesContentTypesThatAreNotObjects() throws Exception {
    try (StowTestServer server = StowTestServer.open()) {
      assertThat(typed(server, "application/dicom")).isEqualTo(415);
      assertThat(typed(server, "multipart/related; boundary=cut-7")).isEqualTo(415);
      assertThat(typed(server, "multipart/related; type=\"application/dicom+json\"; boundary=x"))
          .isEqualTo(415);
      assertThat(typed(server, "multipart/related; type=\"application/dicom\"")).isEqualTo(400);
      assertThat(
              typed(
                  server,
                  "multipart/related; type=\"application/dicom\"; boundary=" + "x".repeat(201)))
          .isEqualTo(400);
      assertThat(typed(server, "multipart/related; type=application/dicom; boundary=\"cut-7\""))
          .isEqualTo(200);
    }
  }

  /** One that breaks off at every byte: half closed, so that the answer can be read. */
  @Test
  void acknowledgesNothingItHasNotTakenWhereverARequestBreaksOff() throws Exception {
    SampleObject small = SampleObject.fresh();
    byte[] whole = whole(MultipartBody.of(small));
    try (StowTestServer server = StowTestServer.open()) {
      for (int length = 0; length < whole.length; length++) {
        String answer = server.raw(Arrays.copyOf(whole, length));
        boolean ended = length >= whole.length - LINE_END;
        assertThat(answer.contains(" 200 OK")).as("after %d bytes", length).isEqualTo(ended);
        assertThat(claimed(answer)).isSubsetOf(server.reception.sopInstances());
      }
      assertThat(server.raw(whole)).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void acknowledgesNothingItHasNotTakenOfMutatedBodies() throws Exception {
    long seed = 11;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] body = MultipartBody.of(one, two);
    try (StowTestServer server = StowTestServer.open()) {
      for (int i = 0; i < 500; i++) {
        String answer = server.raw(whole(mutated(random, body)));
        assertThat(answer).as("seed %d, round %d", seed, i).startsWith("HTTP/1.1 ");
        assertThat(answer).as("seed %d, round %d", seed, i).doesNotContain(" 500 ", "CANARY");
        assertThat(claimed(answer)).isSubsetOf(server.reception.sopInstances());
      }
      assertThat(server.post(MultipartBody.of(SampleObject.fresh())).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void noConversationHarmsAnHonestSender() throws Exception {
    try (StowTestServer server = StowTestServer.open(roomy())) {
      new WireFuzz(
              "STOW-RS, HTTP/1",
              server.port(),
              new Http1Conversations(
                  List.of("/studies", "/studies/1.2.3", "/", "*", "http://x/studies"),
                  List.of(MultipartBody.of(one), whole(MultipartBody.of(two)))),
              () ->
                  assertThat(server.post(MultipartBody.of(SampleObject.fresh())).statusCode())
                      .isEqualTo(200))
          .run(Duration.ofSeconds(2));
    }
  }

  @Test
  void takesNoMorePartsOrBytesThanItSays() throws Exception {
    SampleObject[] many = new SampleObject[StowTestServer.CONFIG.maxParts() + 1];
    Arrays.setAll(many, i -> SampleObject.fresh());
    byte[] endless = new byte[2 << 20];
    try (StowTestServer server = StowTestServer.open()) {
      assertThat(server.post(MultipartBody.of(many)).statusCode()).isEqualTo(413);
      assertThat(server.reception.arrivals()).isEqualTo(StowTestServer.CONFIG.maxParts());
      assertThat(
              server
                  .send(
                      server
                          .request("/studies")
                          .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(endless))))
                  .statusCode())
          .isEqualTo(413);
      assertThat(
              server
                  .post(
                      new MultipartBody()
                          .text("--cut-7\r\nX: " + "y".repeat(9000) + "\r\n\r\n")
                          .end())
                  .statusCode())
          .isEqualTo(413);
    }
  }

  @Test
  void givesUpOnABodyThatStops() throws Exception {
    byte[] whole = whole(MultipartBody.of(one));
    try (StowTestServer server = StowTestServer.open(impatient(0));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(whole, 0, whole.length - 20);
      assertThat(StowTestServer.rest(socket)).startsWith("HTTP/1.1 408");
      assertThat(server.reception.arrivals()).isZero();
    }
  }

  @Test
  void givesUpOnChunksThatNeverEnd() throws Exception {
    // Made before the connection, which does not wait for it, and sent at once.
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(StowTestServer.head("Transfer-Encoding: chunked"));
    byte[] body = MultipartBody.of(one);
    request.writeBytes(
        (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    request.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    try (StowTestServer server = StowTestServer.open(impatient(0));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(request.toByteArray());
      // All parts are whole; only the end of the body never comes.
      String answer = StowTestServer.rest(socket);
      assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
    }
  }

  @Test
  void givesUpOnABodyThatDribbles() throws Exception {
    byte[] body = MultipartBody.of(one);
    byte[] whole = whole(body);
    int head = whole.length - body.length;
    byte[] some = Arrays.copyOf(body, body.length - 1);
    try (StowTestServer server = StowTestServer.open(impatient(100_000));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(whole, 0, head);
      dribble(socket, some, some.length);
      // One byte of it was read already.
      assertThat(StowTestServer.rest(socket)).startsWith("TTP/1.1 408");
    }
  }

  @Test
  void closesAConnectionWhoseHeadDribbles() throws Exception {
    // For longer than the slowest machine takes to close.
    int count = 4_000;
    byte[] head =
        ("POST /studies HTTP/1.1\r\nX: " + "y".repeat(count)).getBytes(StandardCharsets.US_ASCII);
    try (StowTestServer server = StowTestServer.open(impatient(0));
        Socket socket = server.connect()) {
      assertThat(dribble(socket, head, count)).isLessThan(count);
    }
  }

  @Test
  void waitsForADiskLongerThanForAPeer() throws Exception {
    byte[] request = whole(MultipartBody.of(one, two));
    int behindOne = request.length - two.part10().length;
    try (StowTestServer server = StowTestServer.open(impatient(0));
        Socket sender = server.connect()) {
      server.reception.hold();
      sender.getOutputStream().write(request, 0, behindOne);
      Awaitility.await().until(() -> server.reception.waiting() == 1);
      for (int i = 0; i < 2; i++) {
        try (Socket idle = server.connect()) {
          // Closed after the idle timeout.
          assertThat(StowTestServer.rest(idle)).isEmpty();
        }
      }

      sender.getOutputStream().write(request, behindOne, request.length - behindOne);
      server.reception.letPass();

      assertThat(StowTestServer.rest(sender)).startsWith("HTTP/1.1 200 OK");
      assertThat(server.reception.arrivals()).isEqualTo(2);
    }
  }

  @Test
  void closesConnectionsOverTheLimitAndServesTheOthers() throws Exception {
    // Within it nothing but the limit closes a connection.
    Duration hour = Duration.ofHours(1);
    try (StowTestServer server = StowTestServer.open(patient(0, hour));
        Sockets sockets = new Sockets()) {
      for (int i = 0; i < StowTestServer.CONFIG.maxConnections(); i++) {
        sockets.open.add(server.connect());
      }
      // Not in the order of their coming.
      Awaitility.await()
          .until(() -> server.server.connections() == StowTestServer.CONFIG.maxConnections());
      Socket last = sockets.open.getLast();
      byte[] body = MultipartBody.of(one);
      last.getOutputStream().write(StowTestServer.head("Content-Length: " + body.length));
      last.getOutputStream().write(body);
      byte[] begin = last.getInputStream().readNBytes(12);
      assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
      try (Socket over = server.connect()) {
        over.setSoTimeout(20_000);
        assertThat(StowTestServer.rest(over)).isEmpty();
      } catch (SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
  }

  @Test
  void answersRequestsOverTheLimitAtOnce() throws Exception {
    try (StowTestServer server = StowTestServer.open()) {
      server.reception.hold();
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < StowTestServer.CONFIG.maxRequests(); i++) {
        byte[] request = whole(MultipartBody.of(SampleObject.fresh()));
        waiting.add(Thread.ofVirtual().start(() -> sent(server, request)));
      }
      Awaitility.await()
          .until(() -> server.reception.waiting() == StowTestServer.CONFIG.maxRequests());

      var answer = server.post(MultipartBody.of(one));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
      server.reception.letPass();
      for (Thread thread : waiting) {
        thread.join();
      }
      assertThat(server.reception.arrivals()).isEqualTo(StowTestServer.CONFIG.maxRequests());
    }
  }

  private static void sent(StowTestServer server, byte[] request) {
    try {
      server.raw(request);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends byte by byte; returns how many went before the server had closed. */
  private static int dribble(Socket socket, byte[] bytes, int count) throws Exception {
    socket.setSoTimeout(25);
    for (int i = 0; i < count; i++) {
      try {
        socket.getOutputStream().write(bytes, i, 1);
        if (socket.getInputStream().read() < 0) {
          return i;
        }
        socket.setSoTimeout(0);
        return i;
      } catch (SocketTimeoutException e) {
        // The server says nothing yet.
      } catch (SocketException e) {
        return i;
      }
    }
    return count;
  }

  private static StowConfig impatient(long bytesPerSecond) {
    return patient(bytesPerSecond, SHORT);
  }

  /** Room for all that a slow machine has not yet ended, so that nobody is asked to come later. */
  private static StowConfig roomy() {
    StowConfig usual = StowTestServer.CONFIG;
    return new StowConfig(
        usual.host(),
        0,
        1_000,
        1_000,
        usual.maxHeaderBytes(),
        usual.maxParts(),
        usual.maxObjectBytes(),
        usual.maxRequestBytes(),
        usual.idleTimeout(),
        0,
        usual.retryAfter(),
        usual.drainTimeout());
  }

  private static StowConfig patient(long bytesPerSecond, Duration idleTimeout) {
    StowConfig usual = StowTestServer.CONFIG;
    return new StowConfig(
        usual.host(),
        0,
        usual.maxConnections(),
        usual.maxRequests(),
        usual.maxHeaderBytes(),
        usual.maxParts(),
        usual.maxObjectBytes(),
        usual.maxRequestBytes(),
        idleTimeout,
        bytesPerSecond,
        usual.retryAfter(),
        usual.drainTimeout());
  }

  private static byte[] mutated(RandomGenerator random, byte[] body) {
    byte[] spoilt = body.clone();
    for (int i = random.nextInt(6); i >= 0; i--) {
      spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
    }
    int cut = random.nextInt(spoilt.length);
    int end = cut + random.nextInt(Math.min(200, spoilt.length - cut));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (random.nextInt(4)) {
      case 0 -> out.write(spoilt, 0, cut);
      case 1 -> {
        out.write(spoilt, 0, cut);
        out.write(spoilt, end, spoilt.length - end);
      }
      case 2 -> {
        out.write(spoilt, 0, end);
        out.write(spoilt, cut, spoilt.length - cut);
      }
      default -> out.writeBytes(spoilt);
    }
    return out.toByteArray();
  }

  private static byte[] whole(byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(StowTestServer.head("Content-Length: " + body.length, "Connection: close"));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static List<String> claimed(String answer) {
    int body = answer.indexOf("{");
    return body < 0 ? List.of() : StowTestServer.stored(answer.substring(body));
  }

  private static int typed(StowTestServer server, String type) throws Exception {
    byte[] body = MultipartBody.of(SampleObject.fresh());
    String head =
        "POST /studies HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\nContent-Type: "
            + type
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return status(server.raw(request.toByteArray()));
  }

  private static int status(StowTestServer server, String line, String field) throws Exception {
    String head =
        line
            + " HTTP/1.1\r\nHost: x\r\n"
            + field
            + "Connection: close\r\nContent-Type: "
            + MultipartBody.TYPE
            + "\r\n\r\n";
    return status(server.raw(head.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static final class Sockets implements AutoCloseable {
    private final List<Socket> open = new ArrayList<>();

    @Override
    public void close() throws IOException {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
