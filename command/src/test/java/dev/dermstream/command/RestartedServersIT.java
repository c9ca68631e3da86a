package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.platform.cluster.FreePorts;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are dead while another release becomes live. */
class RestartedServersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private ServerProcesses servers;
  private ReleaseStore store;
  private String first;
  private String second;
  private String configuration;

  @BeforeEach
  void makeTwoReleases() throws IOException {
    servers = new ServerProcesses(folder);
    store = new ReleaseStore(folder.resolve("store"), TrustedKeys.NONE);
    first = build("first");
    second = build("second");
    store.activate(first, ReleaseCheck.NONE, false, "");
    configuration =
        """
        dermstream.releases { store = "%s", watch-interval = 100ms, linger = 1s }
        dermstream.gateway.routing.live-release = "%s"
        dermstream.gateway.upstream { probe-interval = 200ms, probe-patience = 20s }
        """
            .formatted(store.directory(), store.livePointer());
  }

  private String build(String notice) throws IOException {
    return store
        .build(
            new ReleaseDraft(
                Repository.root().resolve("releases/demonstration"),
                "",
                Optional.of(notice),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                "",
                Optional.empty()),
            ReleaseCheck.NONE)
        .id();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void aNodeAndAnIndexThatWereDeadDuringASwapComeBackOnWhatIsLive() throws Exception {
    // Nobody else gets them while their servers are dead.
    int indexPort = FreePorts.take(2);
    int nodePort = indexPort + 1;
    Process index = servers.launch("index", "index", at("index", indexPort));
    Process node = servers.launch("node", "node", at("node", nodePort));
    String indexAddress = servers.announced(index, "index", "index");
    String nodeAddress = servers.announced(node, "node", "node");
    String gateway =
        servers.start(
            "gateway",
            "gateway",
            ServerProcesses.ANY_PORT
                + configuration
                + "dermstream.gateway.node.address = \"%s\"\n".formatted(nodeAddress)
                + "dermstream.gateway.index.address = \"%s\"\n".formatted(indexAddress));
    ManagedChannel channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    try {
      assertThat(awaitAnswerOf(channel, first)).isEqualTo(Set.of(first));

      node.destroyForcibly().waitFor();
      store.activate(second, ReleaseCheck.NONE, false, "");
      servers.start("node", "node-again", at("node", nodePort));
      assertThat(awaitAnswerOf(channel, second)).isEqualTo(Set.of(second));

      index.destroyForcibly().waitFor();
      store.rollback(ReleaseCheck.NONE, false, "");
      servers.start("index", "index-again", at("index", indexPort));
      // The node was there all the time, so what it and the old index began may still be told.
      assertThat(Set.of(first, second)).containsAll(awaitAnswerOf(channel, first));
    } finally {
      channel.shutdownNow();
    }
  }

  private String at(String role, int port) {
    return ServerProcesses.ANY_PORT
        + configuration
        + "dermstream.%s.port = %d\n".formatted(role, port);
  }

  /** Which releases answered until one did; refusals are no answers. */
  private static Set<String> awaitAnswerOf(ManagedChannel channel, String release)
      throws IOException {
    byte[] image = Files.readAllBytes(Repository.root().resolve("samples/nevus-01.jpg"));
    Set<String> answered = new TreeSet<>();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(() -> {
          answered.add(Screening.answered(channel, image).getProvenance().getReleaseId());
          return answered.contains(release);
        });
    return answered;
  }
}
