package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway and its peers with certificates of one authority, and impostors on either side. */
class UpstreamTlsTest {
  private static final List<String> GATEWAY = List.of("gateway.test");
  private static final List<String> PEERS = List.of("node.test", "index.test");

  @TempDir Path nodeFolder;
  @TempDir Path indexFolder;
  @TempDir Path gatewayFolder;
  private final TestAuthority authority = new TestAuthority("cluster");
  private final ScriptedNode node = new ScriptedNode();
  private InternalServer indexServer;
  private InternalServer nodeServer;
  private GatewayServer gateway;
  private ManagedChannel channel;

  @BeforeEach
  void startIndex() throws IOException {
    indexServer =
        serve(
            "index",
            new ScriptedIndex(),
            section(authority.issue(indexFolder, "index", "index.test"), GATEWAY));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (channel != null) {
      channel.shutdownNow();
    }
    gateway.close();
    nodeServer.drain(Duration.ZERO);
    indexServer.drain(Duration.ZERO);
  }

  @Test
  void partsOfOneClusterWorkTogether() throws IOException {
    startNode(authority.issue(nodeFolder, "node", "node.test"));
    startGateway(authority.issue(gatewayFolder, "gateway", "gateway.test"));

    assertThat(screen()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  @Test
  void aGatewayOfAnotherAuthorityReachesNobody() throws IOException {
    startNode(authority.issue(nodeFolder, "node", "node.test"));
    TlsFiles forged = new TestAuthority("stranger").issue(gatewayFolder, "gateway", "gateway.test");
    authority.write(gatewayFolder);
    startGateway(forged);

    unreachable();
  }

  @Test
  void aNodeUnderAnotherNameIsSentNoImage() throws IOException {
    startNode(authority.issue(nodeFolder, "node", "printer.test"));
    startGateway(authority.issue(gatewayFolder, "gateway", "gateway.test"));

    unreachable();
  }

  @Test
  void aNodeOfAnotherAuthorityIsSentNoImage() throws IOException {
    startNode(new TestAuthority("stranger").issue(nodeFolder, "node", "node.test"));
    startGateway(authority.issue(gatewayFolder, "gateway", "gateway.test"));

    unreachable();
  }

  @Test
  void certificatesOfAllPartsAreRenewedWhileItServes() throws IOException {
    startNode(authority.issue(nodeFolder, "node", "node.test"));
    startGateway(authority.issue(gatewayFolder, "gateway", "gateway.test"));
    assertThat(screen()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    TestAuthority successor = new TestAuthority("successor");

    successor.issue(gatewayFolder, "gateway", "gateway.test");
    successor.issue(indexFolder, "index", "index.test");
    successor.issue(nodeFolder, "node", "node.test");

    // Old connections go on, so a new gateway shows that the new authority is the one that counts.
    gateway.close();
    channel.shutdownNow();
    startGateway(
        new TlsFiles(
            gatewayFolder.resolve("gateway.pem"),
            gatewayFolder.resolve("gateway.key"),
            java.util.Optional.of(gatewayFolder.resolve("authority.pem"))));
    await()
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(() -> screen() == Disposition.DISPOSITION_ANSWERED);
  }

  private void startNode(TlsFiles files) throws IOException {
    nodeServer = serve("node", node, section(files, GATEWAY));
  }

  private void startGateway(TlsFiles files) throws IOException {
    GatewayConfig config =
        GatewayConfig.from(
            ConfigFactory.parseString(
                    """
                    dermstream.internal-tls {
                      enabled = true, certificate = "%s", key = "%s", authorities = "%s"
                      peers = ["node.test", "index.test"], reload-interval = 20ms
                    }
                    dermstream.gateway {
                      port = 0, event-loops = 2, audit.mode = off
                      node.address = "127.0.0.1:%d", index.address = "127.0.0.1:%d"
                    }
                    """
                        .formatted(
                            files.certificate(),
                            files.key(),
                            files.authorities().orElseThrow(),
                            nodeServer.port(),
                            indexServer.port()))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    assertThat(config.internalTls().peers()).isEqualTo(PEERS);
    gateway = GatewayServer.start(config, new StageMetrics(new PrometheusRegistry()));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
  }

  private void unreachable() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(this::screen)
        .satisfies(failure ->
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    assertThat(node.requests).isEmpty();
  }

  private Disposition screen() {
    return ScreeningServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .screen(TestCluster.image())
        .getReport()
        .getDisposition();
  }

  private static InternalServer serve(
      String role, io.grpc.BindableService service, InternalTlsConfig config) throws IOException {
    return InternalServer.start(
        role,
        "127.0.0.1",
        0,
        80 << 20,
        config,
        new StageMetrics(new PrometheusRegistry()),
        service);
  }

  private static InternalTlsConfig section(TlsFiles files, List<String> peers) {
    return new InternalTlsConfig(
        true,
        files.certificate().toString(),
        files.key().toString(),
        files.authorities().orElseThrow().toString(),
        peers,
        Duration.ofMillis(20),
        false);
  }
}
