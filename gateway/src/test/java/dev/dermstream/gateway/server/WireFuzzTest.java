package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.platform.hostile.Conversations;
import dev.dermstream.platform.hostile.Http1Conversations;
import dev.dermstream.platform.hostile.Http2Conversations;
import dev.dermstream.platform.hostile.RawHttp2;
import dev.dermstream.platform.hostile.WireFuzz;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreenStreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Broken gRPC, HTTP/2 and HTTP/1 at the gateway's one port. */
class WireFuzzTest {
  private static final List<String> METHODS =
      List.of(
          "dermstream.v1.ScreeningService/Screen",
          "dermstream.v1.ScreeningService/ScreenStream",
          "dermstream.v1.ScreeningService/Ask",
          "dermstream.v1.ScreeningService/Embed",
          "dermstream.v1.ScreeningService/Rank",
          "inference.GRPCInferenceService/ModelInfer",
          "inference.GRPCInferenceService/ModelStreamInfer",
          "inference.GRPCInferenceService/RepositoryIndex",
          "grpc.health.v1.Health/Check",
          "grpc.health.v1.Health/Watch",
          "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
          "no.such.Service/Method",
          "",
          "/",
          "%2e%2e/..");
  private static final List<byte[]> MESSAGES =
      List.of(
          TestCluster.image().toByteArray(),
          ScreenStreamRequest.newBuilder()
              .setCorrelationId("a")
              .setRequest(TestCluster.image())
              .build()
              .toByteArray(),
          AskRequest.newBuilder().setQuestion("What is it?").build().toByteArray(),
          ModelInferRequest.newBuilder().setModelName("add").build().toByteArray(),
          new byte[0]);
  private static final List<String> ADDRESSES =
      List.of(
          "/v1/screen",
          "/v1/ask",
          "/v1/embed",
          "/v1/rank",
          "/v1/release",
          "/dermstream.v1.ScreeningService/Screen",
          "/livez",
          "/",
          "*",
          "/..%2f");
  private static final List<byte[]> BODIES =
      List.of(
          ascii("{\"image\": \"eA==\"}"),
          ascii("{\"image\":".repeat(3000)),
          ascii(
              """
              --cut
              Content-Disposition: form-data; name="image"; filename="x"

              x
              --cut--
              """
                  .replace("\n", "\r\n")),
          ascii("5\r\nbytes\r\n0\r\n\r\n"),
          ascii("ffffffffffffffff\r\nx"),
          ascii("0\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n"),
          Base64.getEncoder().encode(RawHttp2.message(TestCluster.image().toByteArray())),
          new byte[] {0});

  @Test
  void noConversationOfHttp2HarmsAnother() throws Exception {
    fuzz("gateway, HTTP/2", new Http2Conversations(METHODS, MESSAGES), Duration.ofSeconds(15));
  }

  @Test
  void noConversationOfHttp1HarmsAnother() throws Exception {
    fuzz("gateway, HTTP/1", new Http1Conversations(ADDRESSES, BODIES), Duration.ofSeconds(5));
  }

  private static void fuzz(String name, Conversations conversations, Duration usual)
      throws Exception {
    try (TestCluster cluster =
        new TestCluster(
            "max-message-size = 1 MiB, connections.idle-timeout = 2s, default-deadline = 5s")) {
      new WireFuzz(name, cluster.gateway.port(), conversations, () -> served(cluster)).run(usual);
    }
  }

  private static void served(TestCluster cluster) {
    // A new connection: the server may be closing the one that was idle just now.
    cluster.channel.enterIdle();
    assertThat(cluster.stub().screen(TestCluster.image()).getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    // What the other side remembers would count as what the gateway keeps.
    cluster.node.requests.clear();
    cluster.index.requests.clear();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
