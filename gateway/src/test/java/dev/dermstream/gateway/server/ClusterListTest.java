package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.RouteState;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that knows no address of its own, beside a cluster that lists what the test says. */
class ClusterListTest {
  private final ScriptedNode nodeA = new ScriptedNode();
  private final ScriptedNode nodeB = new ScriptedNode();
  private final ScriptedIndex index = new ScriptedIndex();
  private final ListedCluster cluster = new ListedCluster();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ScriptedServer serverA;
  private ScriptedServer serverB;
  private ScriptedServer indexServer;
  private GatewayServer gateway;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    serverA = opened(ScriptedServer.of(nodeA));
    serverB = opened(ScriptedServer.of(nodeB));
    indexServer = opened(ScriptedServer.of(index));
    gateway =
        opened(
            GatewayServer.start(
                GatewayConfig.from(
                    ConfigFactory.parseString(
                            """
                            dermstream.gateway {
                              port = 0, event-loops = 2, node.address = "", index.address = ""
                              upstream.probe-interval = 50ms
                              audit.mode = off
                              routing.forget-after = 3s
                            }
                            """)
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve()),
                new StageMetrics(new PrometheusRegistry()),
                cluster));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @Test
  void whatTheClusterListsIsUsed() {
    assertThat(code()).isEqualTo("NOT_READY");

    cluster.list(serverA.listing(), indexServer.listing());

    await().until(() -> state(serverA) == RouteState.ROUTE_STATE_SERVING);
    await().until(() -> state(indexServer) == RouteState.ROUTE_STATE_SERVING);
    assertThat(screen().hasLabel()).isTrue();
  }

  @Test
  void theLastThatWasKnownIsUsedWhileItAnswers() {
    cluster.list(serverA.listing(), serverB.listing(), indexServer.listing());
    await().until(() -> state(serverB) == RouteState.ROUTE_STATE_SERVING);
    await().until(() -> state(indexServer) == RouteState.ROUTE_STATE_SERVING);

    cluster.list();
    for (int i = 0; i < 20; i++) {
      assertThat(screen().hasLabel()).isTrue();
    }
    assertThat(servers()).hasSize(4).noneMatch(KnownServer::getListed);

    serverA.kill();
    for (int i = 0; i < 20; i++) {
      assertThat(screen().hasLabel()).isTrue();
    }
    await().until(() -> servers().size() == 3);
  }

  @Test
  void anotherServerAtAListedAddressIsNotUsed() {
    cluster.list(serverA.listing(), indexServer.listing());
    await().until(() -> state(serverA) == RouteState.ROUTE_STATE_SERVING);

    serverA.describe(says -> says.setInstanceId("somebody else's"));

    await().until(() -> state(serverA) == RouteState.ROUTE_STATE_DOWN);
    assertThat(code()).isEqualTo("NOT_READY");
    assertThat(nodeA.requests).isEmpty();
  }

  @Test
  void aServerThatStartedAnewIsUsedOnceItIsListedSo() {
    cluster.list(serverA.listing(), indexServer.listing());
    await().until(() -> state(serverA) == RouteState.ROUTE_STATE_SERVING);
    serverA.describe(says -> says.setInstanceId("the next run"));
    await().until(() -> state(serverA) == RouteState.ROUTE_STATE_DOWN);

    cluster.list(serverA.listing(), indexServer.listing());

    await().until(() -> state(serverA) == RouteState.ROUTE_STATE_SERVING);
    assertThat(screen().hasLabel()).isTrue();
  }

  @Test
  void theGatewayIsOnTheListUntilItDrains() {
    assertThat(cluster.published()).hasSize(1);
    assertThat(cluster.published().getFirst().getAddress())
        .isEqualTo("127.0.0.1:" + gateway.port());

    gateway.close();

    assertThat(cluster.published()).isEmpty();
    cluster.list(serverA.listing());
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private Report screen() {
    return ScreeningServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .screen(TestCluster.image())
        .getReport();
  }

  private String code() {
    List<String> codes = new ArrayList<>();
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(this::screen)
        .satisfies(e -> codes.add(StatusMapping.toError(e, "").getCode()));
    return codes.getFirst();
  }

  private List<KnownServer> servers() {
    ClusterStatus status =
        ClusterServiceGrpc.newBlockingStub(channel)
            .getStatus(GetStatusRequest.getDefaultInstance());
    return status.getServersList();
  }

  private RouteState state(ScriptedServer server) {
    return servers().stream()
        .filter(each -> each.getDescription().getAddress().equals(server.listing().getAddress()))
        .map(each -> each.getRoute().getState())
        .findFirst()
        .orElse(RouteState.ROUTE_STATE_UNSPECIFIED);
  }

  /** Lists what it is told to. */
  private static final class ListedCluster implements Cluster {
    private final List<Consumer<List<ServerDescription>>> listeners = new CopyOnWriteArrayList<>();
    private final List<Supplier<ServerDescription>> published = new CopyOnWriteArrayList<>();
    private volatile List<ServerDescription> servers = List.of();

    void list(ServerDescription... now) {
      servers = List.of(now);
      listeners.forEach(each -> each.accept(servers));
    }

    List<ServerDescription> published() {
      return published.stream().map(Supplier::get).toList();
    }

    @Override
    public Publication publish(Supplier<ServerDescription> description) {
      published.add(description);
      return () -> published.remove(description);
    }

    @Override
    public void watch(Consumer<List<ServerDescription>> listener) {
      listeners.add(listener);
      listener.accept(servers);
    }

    @Override
    public List<ServerDescription> servers() {
      return servers;
    }

    @Override
    public String name() {
      return "listed";
    }

    @Override
    public Membership membership() {
      return Membership.MEMBERSHIP_JOINED;
    }

    @Override
    public int members() {
      return 1;
    }

    @Override
    public String advertised(String boundHost, int boundPort) {
      return boundHost + ":" + boundPort;
    }

    @Override
    public String zone() {
      return "";
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
