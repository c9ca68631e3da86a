package dev.dermstream.loadtest.chaos;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.RouteState;
import dev.dermstream.cluster.v1.ServerRole;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Gateways, nodes and indexes as processes of their own on loopback, small, with a {@link
 * ShortRelease} and an audit on a disk of each gateway's own. They end with it.
 */
final class ChaosCluster implements AutoCloseable {
  private static final Set<RouteState> USED =
      Set.of(RouteState.ROUTE_STATE_SERVING, RouteState.ROUTE_STATE_WARMING);

  private static final Duration SERVING_LIMIT = Duration.ofMinutes(3);
  private static final int MEMBER_PORTS = 20;

  /** Starting is work for processors, and there may be two. */
  private static final int STARTED_AT_ONCE = 2;

  private final Layout layout;
  private final Path home;
  private final Path folder;
  private final Path release;
  private final Ports ports;
  private final String common;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, FaultyLink> links = new HashMap<>();
  private final Map<String, SmallDisk> disks = new HashMap<>();
  private final Map<String, WallClock> clocks = new HashMap<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Integer> metricsPorts = new ArrayList<>();

  private ChaosCluster(Layout layout, Path home, Path folder) throws IOException {
    this.layout = layout;
    this.home = home;
    this.folder = folder;
    this.release = ShortRelease.write(home, folder.resolve("release"));
    this.ports = new Ports();
    this.common =
        layout == Layout.LINKED
            ? "dermstream.cluster.discovery = off\n"
            : "dermstream.cluster { discovery = loopback, name = chaos-%d, port = %d, ports = %d }\n"
                .formatted(ProcessHandle.current().pid(), ports.take(MEMBER_PORTS), MEMBER_PORTS);
  }

  /**
   * Starts one and waits until every gateway uses every node and index.
   *
   * @param home the checkout
   * @param folder for files of the servers
   */
  static ChaosCluster start(
      Layout layout, int gateways, int nodes, int indexes, Path home, Path folder)
      throws IOException, InterruptedException {
    ChaosCluster cluster = new ChaosCluster(layout, home, folder);
    boolean started = false;
    try {
      for (int i = 1; i <= indexes; i++) {
        cluster.addIndex("index-" + i);
      }
      for (int i = 1; i <= nodes; i++) {
        cluster.addNode("node-" + i);
      }
      for (int i = 1; i <= gateways; i++) {
        cluster.addGateway("gateway-" + i);
      }
      cluster.startAll();
      cluster.awaitServing();
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  private void addIndex(String name) throws IOException {
    int port = ports.take();
    add(
        Member.Role.INDEX,
        name,
        port,
        "dermstream.index { port = %d, metrics.port = 0, search-threads = 1 }\n".formatted(port));
    link(name, port);
  }

  private void addNode(String name) throws IOException {
    int port = ports.take();
    add(
        Member.Role.NODE,
        name,
        port,
        """
        dermstream.node {
          id = %s, port = %d, metrics.port = 0
          decode-threads = 1, batching.workers = 1, generate.loops = 1
          # Every request is to be work.
          cache.max-bytes = 0
        }
        """
            .formatted(name, port));
    link(name, port);
  }

  private void addGateway(String name) throws IOException {
    int port = ports.take();
    int metrics = ports.take();
    metricsPorts.add(metrics);
    add(
        Member.Role.GATEWAY,
        name,
        port,
        """
        dermstream.gateway {
          port = %d, metrics.port = %d, event-loops = 2
          node.address = "%s", index.address = "%s"
          default-deadline = %ds
          audit { chain = %s, directory = "%s" }
        }
        """
            .formatted(
                port,
                metrics,
                addresses("node"),
                addresses("index"),
                CountingClient.DEADLINE.toSeconds(),
                name,
                disk(name)));
    channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
  }

  /** Where the links of a role listen; none where the cluster says who is there. */
  private String addresses(String role) {
    return links.entrySet().stream()
        .filter(each -> each.getKey().startsWith(role))
        .map(each -> "127.0.0.1:" + each.getValue().port())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void link(String name, int port) throws IOException {
    if (layout == Layout.LINKED) {
      links.put(name, FaultyLink.open(port));
    }
  }

  /** A small one where that is possible; without root there is only the usual one. */
  private Path disk(String gateway) throws IOException {
    Path audit = folder.resolve(gateway).resolve("audit");
    try {
      disks.put(gateway, SmallDisk.mount(audit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a disk was mounted", e);
    } catch (IOException e) {
      Files.createDirectories(audit);
    }
    return audit;
  }

  private void add(Member.Role role, String name, int port, String config) throws IOException {
    Map<String, String> environment = Map.of();
    if (layout == Layout.CLOCKED && name.endsWith("-1")) {
      Path library =
          WallClock.findLibrary()
              .orElseThrow(() -> new IOException("libfaketime is not installed"));
      WallClock clock = WallClock.at(library, folder.resolve(name + ".clock"));
      clocks.put(name, clock);
      environment = clock.environment();
    }
    members.put(
        name,
        new Member(
            role, name, port, home, release, folder.resolve(name), common + config, environment));
  }

  private void startAll() throws IOException, InterruptedException {
    try (ExecutorService starters = Executors.newFixedThreadPool(STARTED_AT_ONCE)) {
      List<Future<?>> starts = new ArrayList<>();
      for (Member member : members.values()) {
        starts.add(
            starters.submit(() -> {
              member.start();
              return member;
            }));
      }
      for (Future<?> each : starts) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /**
   * Waits until every gateway sends requests to every node and index.
   *
   * @throws IOException if that does not come about
   */
  void awaitServing() throws IOException, InterruptedException {
    long until = System.nanoTime() + SERVING_LIMIT.toNanos();
    while (!isServing()) {
      if (System.nanoTime() > until) {
        for (Member member : members.values()) {
          member.dumpThreads();
        }
        throw new IOException(
            "The servers did not find one another; their logs, with what their threads do, are in "
                + folder);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private boolean isServing() {
    long upstreams = members.values().stream().filter(each -> !isGateway(each)).count();
    return channels.stream().allMatch(channel -> usedBy(channel) == upstreams);
  }

  private static boolean isGateway(Member member) {
    return member.role() == Member.Role.GATEWAY;
  }

  private static long usedBy(ManagedChannel gateway) {
    try {
      return ClusterServiceGrpc.newBlockingStub(gateway)
          .withDeadlineAfter(2, TimeUnit.SECONDS)
          .getStatus(GetStatusRequest.getDefaultInstance())
          .getServersList()
          .stream()
          .filter(each -> each.getDescription().getRole() != ServerRole.SERVER_ROLE_GATEWAY)
          .map(KnownServer::getRoute)
          .filter(route -> USED.contains(route.getState()))
          .count();
    } catch (StatusRuntimeException e) {
      // Not there yet, or about to be.
      return 0;
    }
  }

  /** In the order in which a rolling restart takes them. */
  List<Member> members() {
    return List.copyOf(members.values());
  }

  /**
   * @param name for example {@code node-1}
   */
  Member member(String name) {
    return found(members, name);
  }

  /** Between the gateways and that server. */
  FaultyLink link(String name) {
    return found(links, name);
  }

  /** On which that gateway's audit lies. */
  SmallDisk disk(Member gateway) {
    return found(disks, gateway.name());
  }

  /** By which that server goes; the first of each role has one of its own. */
  WallClock clock(String member) {
    return found(clocks, member);
  }

  private static <T> T found(Map<String, T> there, String name) {
    T found = there.get(name);
    if (found == null) {
      throw new IllegalArgumentException("There is no " + name + " in this layout");
    }
    return found;
  }

  /** To each gateway, in their order. */
  List<ManagedChannel> channels() {
    return List.copyOf(channels);
  }

  /** Where the gateways' metrics are, in the gateways' order. */
  List<Integer> metricsPorts() {
    return List.copyOf(metricsPorts);
  }

  /** Where the gateways' audits are. */
  List<Path> audits() {
    return members.values().stream()
        .filter(ChaosCluster::isGateway)
        .map(each -> folder.resolve(each.name()).resolve("audit"))
        .toList();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    members.values().forEach(Member::close);
    try {
      for (FaultyLink link : links.values()) {
        link.close();
      }
      for (SmallDisk disk : disks.values()) {
        disk.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
