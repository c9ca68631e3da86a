package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.RouteState;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.platform.cluster.FreePorts;
import dev.dermstream.v1.Report;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that find one another on loopback, with no address of another in their files. */
class ClusterMembersIT {
  private static final Duration JOINED = Duration.ofMinutes(2);

  @TempDir Path folder;
  private ServerProcesses servers;
  private String cluster = "";

  @BeforeEach
  void choosePort() {
    servers = new ServerProcesses(folder);
    // The members take the ports from here on, as far as they are free.
    int port = FreePorts.take(4);
    cluster =
        """
        dermstream.cluster { discovery = loopback, name = members-it, port = %d }
        dermstream.index { port = 0, metrics.port = 0 }
        dermstream.node { port = 0, metrics.port = 0 }
        dermstream.gateway {
          port = 0, metrics.port = 0, node.address = "", index.address = ""
          # A server that answers late, because others start beside it, is not suspected.
          upstream.probe-patience = 20s
        }
        """
            .formatted(port);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void processesFindOneAnotherAndTheLossOfANodeLosesNoRequest() throws Exception {
    String gateway = servers.start("gateway", "gateway", cluster);
    servers.start("index", "index", cluster);
    servers.start("node", "node-a", cluster + "dermstream.node.id = node-a\n");
    Process second = servers.all().getLast();
    servers.start("node", "node-b", cluster + "dermstream.node.id = node-b\n");

    ManagedChannel channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    try {
      await()
          .atMost(JOINED)
          .until(() -> {
            ClusterStatus status = status(channel);
            return status.getMembers() == 4 && serving(status) == 4;
          });
      assertThat(status(channel).getMembership()).isEqualTo(Membership.MEMBERSHIP_JOINED);
      Set<String> answering = new HashSet<>();
      await()
          .atMost(JOINED)
          .until(() -> {
            answering.add(screen(channel).getProvenance().getNodeId());
            return answering.equals(Set.of("node-a", "node-b"));
          });
      assertTheCommandShowsFourServers(gateway);

      second.destroyForcibly();
      for (int i = 0; i < 10; i++) {
        assertThat(screen(channel).getProvenance().getNodeId()).isEqualTo("node-b");
      }
      // It leaves the members first, then the list, and its route once it was asked.
      await()
          .atMost(JOINED)
          .untilAsserted(() -> {
            ClusterStatus status = status(channel);
            assertThat(status.getMembers()).isEqualTo(3);
            assertThat(status.getServersList())
                .filteredOn(each -> each.getDescription().getName().equals("node-a"))
                .allSatisfy(each -> {
                  assertThat(each.getListed()).isFalse();
                  assertThat(each.getRoute().getState())
                      .isNotEqualTo(RouteState.ROUTE_STATE_SERVING);
                });
          });
    } finally {
      channel.shutdownNow();
    }
  }

  private void assertTheCommandShowsFourServers(String gateway) throws Exception {
    Path home = Files.createDirectories(folder.resolve("status"));
    CommandProcess.Outcome outcome =
        CommandProcess.run(home, "cluster", "status", "--server", gateway);

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("Cluster members-it", "4 members", "node-a", "node-b");
    assertThat(outcome.out().lines().filter(line -> line.matches(".* (serving|warming up) .*")))
        .hasSize(4);
  }

  private static long serving(ClusterStatus status) {
    return status.getServersList().stream()
        .filter(KnownServer::getListed)
        .filter(each -> each.getDescription().getServing())
        .filter(each ->
            each.getDescription().getRole() == ServerRole.SERVER_ROLE_GATEWAY || each.hasRoute())
        .count();
  }

  private static ClusterStatus status(ManagedChannel channel) {
    return ClusterServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .getStatus(GetStatusRequest.getDefaultInstance());
  }

  private static Report screen(ManagedChannel channel) {
    return Screening.answered(channel, TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR));
  }
}
