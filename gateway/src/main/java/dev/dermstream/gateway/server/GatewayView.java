package dev.dermstream.gateway.server;

import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.LaneLoad;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.gateway.admission.AdmissionController;
import dev.dermstream.gateway.admission.Load;
import dev.dermstream.gateway.routing.Fleet;
import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterEntry;
import dev.dermstream.v1.Lane;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What a gateway tells of itself and of the servers that it knows. Thread-safe. */
final class GatewayView {
  private final Cluster cluster;
  private final Fleet fleet;
  private final ServingState state;
  private final DrainGate gate;
  private final AdmissionController admission;
  private final String host;
  private final AtomicInteger port;
  private final ServerDescription fixed;

  /**
   * @param port holds the port once it is bound
   */
  GatewayView(
      Cluster cluster,
      Fleet fleet,
      ServingState state,
      DrainGate gate,
      AdmissionController admission,
      String host,
      AtomicInteger port) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.state = state;
    this.gate = gate;
    this.admission = admission;
    this.host = host;
    this.port = port;
    this.fixed =
        ServerDescription.newBuilder()
            .setInstanceId(UUID.randomUUID().toString())
            .setRole(ServerRole.SERVER_ROLE_GATEWAY)
            .setName("gateway")
            .setStartedMillis(System.currentTimeMillis())
            .setZone(cluster.zone())
            .build();
  }

  ServerDescription self() {
    return fixed.toBuilder()
        .setAddress(cluster.advertised(host, port.get()))
        .setServing(state.isServing())
        .setInFlight(gate.inside())
        .build();
  }

  /** Gateways as the cluster lists them, nodes and indexes as this gateway sees them. */
  ClusterStatus status() {
    ServerDescription self = self();
    ClusterStatus.Builder status = ClusterEntry.status(cluster, self);
    boolean listed = false;
    for (ServerDescription each : cluster.servers()) {
      if (each.getRole() == ServerRole.SERVER_ROLE_GATEWAY) {
        boolean own = each.getInstanceId().equals(self.getInstanceId());
        listed |= own;
        status.addServers(
            KnownServer.newBuilder().setDescription(own ? self : each).setListed(true));
      }
    }
    if (!listed) {
      status.addServers(KnownServer.newBuilder().setDescription(self));
    }
    Load load = admission.load();
    return status
        .addAllServers(fleet.servers())
        .addAllLanes(load.lanes().stream().map(GatewayView::lane).toList())
        .setLimit(load.limit())
        .build();
  }

  private static LaneLoad lane(dev.dermstream.gateway.admission.LaneLoad load) {
    return LaneLoad.newBuilder()
        .setLane(
            switch (load.lane()) {
              case STAT -> Lane.LANE_STAT;
              case ROUTINE -> Lane.LANE_ROUTINE;
              case BATCH -> Lane.LANE_BATCH;
            })
        .setInFlight(load.inFlight())
        .setShare(load.share())
        .setWaiting(load.waiting())
        .setWaitingCapacity(load.waitingCapacity())
        .build();
  }
}
