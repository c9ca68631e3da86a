package dev.dermstream.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.hostile.Http1Conversations;
import dev.dermstream.platform.hostile.WireFuzz;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Broken HTTP and slow clients at the port that tells whether a process lives. */
class MetricsServerFuzzTest {
  private static final int SLOW = 100;

  private MetricsServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    server =
        MetricsServer.start(
            new MetricsConfig("127.0.0.1", 0), registry, new ProcessHealth(registry));
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void noConversationHarmsAScrape() throws Exception {
    new WireFuzz(
            "metrics, HTTP/1",
            server.port(),
            new Http1Conversations(
                List.of("/metrics", "/", "/livez", "/metrics?name[]=x", "*", "http://x/"),
                List.of("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII), new byte[] {0})),
            this::scraped)
        .run(Duration.ofSeconds(2));
  }

  /** Takes as long as the server waits for the rest of a request. */
  @Test
  @Tag("nightly")
  void clientsThatNeverFinishTheirRequestAreCutOffAndDisturbNobody() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
      }

      scraped();
      for (Socket socket : slow) {
        assertThat(isClosedByServer(socket)).isTrue();
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static boolean isClosedByServer(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      // Reset instead of closed.
      return true;
    }
  }

  private void scraped() throws IOException, InterruptedException {
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                    BodyHandlers.ofString())
                .body())
        .contains("jvm_memory_used_bytes");
  }
}
