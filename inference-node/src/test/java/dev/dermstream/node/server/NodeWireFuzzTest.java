package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.platform.hostile.Http2Conversations;
import dev.dermstream.platform.hostile.WireFuzz;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken gRPC and HTTP/2 at a node's port, with a real model behind it. */
class NodeWireFuzzTest {
  private static final List<String> METHODS =
      List.of(
          "dermstream.node.v1.NodeService/Infer",
          "dermstream.node.v1.NodeService/Describe",
          "dermstream.cluster.v1.ClusterService/Describe",
          "inference.GRPCInferenceService/ModelInfer",
          "inference.GRPCInferenceService/ModelStreamInfer",
          "inference.GRPCInferenceService/RepositoryIndex",
          "grpc.health.v1.Health/Check",
          "grpc.health.v1.Health/Watch",
          "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
          "no.such.Service/Method",
          "",
          "%2e%2e/..");

  @Test
  void noConversationHarmsAnother(@TempDir Path folder) throws Exception {
    List<byte[]> messages =
        List.of(
            RunningNode.request(Releases.BASE).build().toByteArray(),
            RunningNode.request(Releases.BASE).setEmbeddingOnly(true).build().toByteArray(),
            ModelInferRequest.newBuilder().setModelName(Releases.BASE).build().toByteArray(),
            InferRequest.getDefaultInstance().toByteArray());
    try (RunningNode node = node(folder)) {
      new WireFuzz(
              "node, HTTP/2",
              node.server.port(),
              new Http2Conversations(METHODS, messages),
              () ->
                  assertThat(
                          node.infer(
                                  RunningNode.request(Releases.BASE).setEmbeddingOnly(true).build())
                              .getFirst()
                              .hasEncoded())
                      .isTrue())
          .run(Duration.ofSeconds(5));
    }
  }

  private static RunningNode node(Path folder) throws IOException {
    return new RunningNode(
        Releases.make(folder), "generate.max-sequences = 2, max-message = 1 MiB");
  }
}
