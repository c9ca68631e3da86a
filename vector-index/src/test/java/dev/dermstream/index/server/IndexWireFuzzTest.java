package dev.dermstream.index.server;

import dev.dermstream.platform.hostile.Http2Conversations;
import dev.dermstream.platform.hostile.WireFuzz;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken gRPC and HTTP/2 at an index's port. */
class IndexWireFuzzTest {
  private static final List<String> METHODS =
      List.of(
          "dermstream.index.v1.IndexService/Classify",
          "dermstream.cluster.v1.ClusterService/Describe",
          "grpc.health.v1.Health/Check",
          "grpc.health.v1.Health/Watch",
          "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
          "no.such.Service/Method",
          "");

  @Test
  void noConversationHarmsAnother(@TempDir Path folder) throws Exception {
    List<byte[]> messages = List.of(RunningIndex.tiny(0, 1).build().toByteArray(), new byte[0]);
    try (RunningIndex index = new RunningIndex(Releases.make(folder))) {
      new WireFuzz(
              "index, HTTP/2",
              index.port(),
              new Http2Conversations(METHODS, messages),
              index::assertServes)
          .run(Duration.ofSeconds(5));
    }
  }
}
