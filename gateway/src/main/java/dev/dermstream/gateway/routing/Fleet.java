package dev.dermstream.gateway.routing;

import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.gateway.upstream.PeerProbe;
import dev.dermstream.gateway.upstream.PeerProbe.Answer;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.platform.release.LiveRelease;
import io.vertx.core.Context;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All nodes and indexes that this gateway knows: those that are configured, for ever, and those
 * that the cluster lists. Each is asked all the time what it is and whether it serves, and only
 * that decides whether requests go there. So one that the cluster no longer lists is still used
 * while it answers, and a gateway that has lost the cluster goes on with the last that it knew; it
 * is forgotten when it has been silent for long. Thread-safe.
 */
public final class Fleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

  private final RoutingConfig config;
  private final Duration probeInterval;
  private final Duration probePatience;
  private final String zone;
  private final GrpcClient client;
  private final Context context;
  private final RoutingMetrics metrics;
  private final Runnable changed;
  private final List<Consumer<Backend>> silenceListeners = new CopyOnWriteArrayList<>();
  private final Map<UpstreamAddress, Known> known = new HashMap<>();
  private LiveRelease live = LiveRelease.ANY;
  private volatile Routes routes = Routes.NONE;
  private boolean closed;

  /**
   * @param probeInterval pause between two questions to one server
   * @param probePatience with each of them
   * @param zone where this gateway stands; empty if it does not say
   * @param client asks them, on the context
   * @param changed runs after {@link #isServing} changed
   */
  public Fleet(
      RoutingConfig config,
      Duration probeInterval,
      Duration probePatience,
      String zone,
      GrpcClient client,
      Context context,
      RoutingMetrics metrics,
      Runnable changed) {
    this.config = config;
    this.probeInterval = probeInterval;
    this.probePatience = probePatience;
    this.zone = zone;
    this.client = client;
    this.context = context;
    this.metrics = metrics;
    this.changed = changed;
  }

  /** Keeps the routes fresh from now on. */
  public void start() {
    context.owner().setPeriodic(probeInterval.toMillis(), id -> tick());
  }

  /** Asks this node from now on, as one of the configured. */
  public void addNode(UpstreamAddress node) {
    configure(node, ServerRole.SERVER_ROLE_NODE);
  }

  /** Asks this index from now on, as one of the configured. */
  public void addIndex(UpstreamAddress index) {
    configure(index, ServerRole.SERVER_ROLE_INDEX);
  }

  private void configure(UpstreamAddress address, ServerRole role) {
    synchronized (known) {
      if (closed) {
        return;
      }
      // The cluster may have listed it before.
      add(address, role).configured = true;
    }
    rebuild();
  }

  /** Takes over what the cluster lists now, of every role. */
  public void listed(Collection<ServerDescription> servers) {
    synchronized (known) {
      if (closed) {
        return;
      }
      Set<UpstreamAddress> now = new HashSet<>();
      for (ServerDescription server : servers) {
        if (isUpstream(server.getRole())) {
          UpstreamAddress.parse(server.getAddress())
              .ifPresent(address -> {
                now.add(address);
                add(address, server.getRole()).list(server);
              });
        }
      }
      for (Known each : known.values()) {
        if (each.listed && !now.contains(each.backend.address())) {
          each.listed = false;
          // It may be down, or only out of this gateway's sight.
          each.probe.askNow();
        }
      }
    }
  }

  /** Whether an image can be screened now. */
  public boolean isServing() {
    return routes.isServing();
  }

  /** Every node and index with what this gateway thinks of it. */
  public List<KnownServer> servers() {
    long now = System.nanoTime();
    synchronized (known) {
      return distinct(ServerRole.SERVER_ROLE_UNSPECIFIED).stream()
          .map(each -> each.told(now))
          .toList();
    }
  }

  /**
   * Hears of every server that does not answer any more, though its connections may still be open;
   * again with every question that it leaves unanswered.
   *
   * @param listener runs on the probes' context
   */
  void onSilence(Consumer<Backend> listener) {
    silenceListeners.add(listener);
  }

  int nodes() {
    synchronized (known) {
      return distinct(ServerRole.SERVER_ROLE_NODE).size();
    }
  }

  Routes routes() {
    return routes;
  }

  /** Its calls fail: left out from now on, and asked at once. */
  void suspect(Backend backend) {
    metrics.suspended();
    synchronized (known) {
      Known each = known.get(backend.address());
      if (each != null && !closed) {
        each.probe.askNow();
      }
    }
    rebuild();
  }

  /** Asks no more; to be closed before its client. */
  @Override
  public void close() {
    synchronized (known) {
      closed = true;
      known.values().forEach(each -> each.probe.close());
    }
  }

  private static boolean isUpstream(ServerRole role) {
    return role == ServerRole.SERVER_ROLE_NODE || role == ServerRole.SERVER_ROLE_INDEX;
  }

  private Known add(UpstreamAddress address, ServerRole role) {
    Known there = known.get(address);
    if (there != null) {
      return there;
    }
    Known added = new Known(address, role);
    known.put(address, added);
    added.probe.start();
    return added;
  }

  /** Ejections pass and servers are forgotten by time alone. */
  private void tick() {
    long now = System.nanoTime();
    synchronized (known) {
      Iterator<Known> each = known.values().iterator();
      while (each.hasNext()) {
        Known server = each.next();
        if (server.isToBeForgotten(now)) {
          LOG.info("The {} is forgotten", server.name());
          server.probe.close();
          each.remove();
        }
      }
    }
    if (!config.liveRelease().isEmpty()) {
      // A file may lie on a disk of the network, and that may hang.
      context.executeBlocking(this::readLiveRelease);
    }
    rebuild();
  }

  private boolean readLiveRelease() {
    try {
      LiveRelease read = LiveRelease.read(Path.of(config.liveRelease()));
      synchronized (known) {
        LiveRelease next = live.or(read);
        if (!next.equals(live)) {
          LOG.info("Release {} is live, by decision {}", next.releaseId(), next.epoch());
        }
        live = next;
      }
      return true;
    } catch (IOException | IllegalStateException e) {
      LOG.warn("The live release cannot be read, {} stays: {}", live, e.getMessage());
      return false;
    }
  }

  private void rebuild() {
    boolean turned;
    synchronized (known) {
      long now = System.nanoTime();
      Routes next =
          new Routes(
              backends(ServerRole.SERVER_ROLE_NODE),
              backends(ServerRole.SERVER_ROLE_INDEX),
              live,
              now);
      turned = next.isServing() != routes.isServing();
      routes = next;
    }
    if (turned) {
      changed.run();
    }
  }

  private List<Backend> backends(ServerRole role) {
    return distinct(role).stream().map(each -> each.backend).toList();
  }

  /**
   * Servers of a role, or all; one that is known by a configured and a listed address only by the
   * former.
   */
  private List<Known> distinct(ServerRole role) {
    Set<String> instances = new HashSet<>();
    List<Known> distinct = new ArrayList<>();
    for (boolean configured : new boolean[] {true, false}) {
      for (Known each : known.values()) {
        ServerDescription told = each.backend.description();
        if (each.configured == configured
            && (role == each.role || role == ServerRole.SERVER_ROLE_UNSPECIFIED)
            && (told == null || instances.add(told.getInstanceId()))) {
          distinct.add(each);
        }
      }
    }
    return distinct;
  }

  /** A server, with what is known of it beside its calls. Guarded by {@code known}. */
  private final class Known {
    private final Backend backend;
    private final ServerRole role;
    private final PeerProbe probe;
    private boolean configured;
    private boolean listed;
    private @Nullable ServerDescription listing;
    private long lastServedNanos = System.nanoTime();

    Known(UpstreamAddress address, ServerRole role) {
      this.backend = new Backend(address, config, zone);
      this.role = role;
      this.probe =
          new PeerProbe(client, address, probeInterval, probePatience, context, this::heard);
    }

    void list(ServerDescription server) {
      listed = true;
      listing = server;
    }

    boolean isToBeForgotten(long nowNanos) {
      return !configured && !listed && nowNanos - lastServedNanos > config.forgetAfter().toNanos();
    }

    String name() {
      return (role == ServerRole.SERVER_ROLE_NODE ? "node " : "index ") + backend.address();
    }

    private void heard(long askedNanos, Answer said, @Nullable ServerDescription told) {
      boolean silent;
      synchronized (known) {
        long now = System.nanoTime();
        boolean was = backend.isServing();
        Answer answer = said == Answer.SERVING && !isOurs(told) ? Answer.NOT_SERVING : said;
        backend.heard(askedNanos, answer, told);
        boolean is = backend.isServing();
        silent = !is && answer == Answer.NONE;
        if (answer == Answer.SERVING) {
          lastServedNanos = now;
          if (!was && isYoung(told)) {
            backend.startSlowly(now);
          }
        }
        if (was != is) {
          LOG.info("The {} {}", name(), is ? "serves" : "does not serve");
        }
      }
      rebuild();
      if (silent) {
        silenceListeners.forEach(each -> each.accept(backend));
      }
    }

    /**
     * A configured address may be of the wrong role, and another server may have been given the
     * address of one that the cluster listed.
     */
    private boolean isOurs(@Nullable ServerDescription told) {
      if (told != null && told.getRole() != role) {
        return false;
      }
      return configured
          || listing == null
          || (told != null && told.getInstanceId().equals(listing.getInstanceId()));
    }

    /** Only what has just started is slow at first; what was merely away is not. */
    private boolean isYoung(@Nullable ServerDescription told) {
      return told != null
          && System.currentTimeMillis() - told.getStartedMillis() < config.slowStart().toMillis();
    }

    KnownServer told(long nowNanos) {
      ServerDescription told = backend.description();
      ServerDescription base = told != null ? told : listing;
      ServerDescription.Builder description =
          (base == null ? ServerDescription.newBuilder() : base.toBuilder())
              .setRole(role)
              .setAddress(backend.address().toString())
              .setServing(backend.isServing());
      return KnownServer.newBuilder()
          .setDescription(description)
          .setListed(listed)
          .setRoute(backend.route(nowNanos))
          .build();
    }
  }
}
