package dev.dermstream.command;

import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.LaneLoad;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.RouteState;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.v1.Lane;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A cluster for a person at a terminal: a line for each server, gateways first, and one for each
 * lane of the gateway that tells.
 */
final class ClusterTable {
  private static final List<String> TITLES =
      List.of(
          "ROLE",
          "ADDRESS",
          "STATE",
          "NAME",
          "DEVICE",
          "ENGINE",
          "RELEASE",
          "PROFILES",
          "LOAD",
          "HERE",
          "LATENCY",
          "UP",
          "ZONE",
          "FROM");
  private static final List<String> LANE_TITLES = List.of("LANE", "AT WORK", "SHARE", "WAITING");
  private static final String NONE = "-";
  private static final double NANOS_PER_MILLI = 1e6;

  private final PrintStream out;
  private final InstantSource clock;

  ClusterTable(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  void print(ClusterStatus status) {
    out.println(headline(status));
    List<List<String>> rows = new ArrayList<>(List.of(TITLES));
    status.getServersList().stream()
        .sorted(
            Comparator.comparingInt((KnownServer each) -> each.getDescription().getRoleValue())
                .thenComparing(each -> each.getDescription().getAddress()))
        .map(this::row)
        .forEach(rows::add);
    print(rows);
    if (status.getLanesCount() > 0) {
      printLanes(status);
    }
  }

  private void printLanes(ClusterStatus status) {
    out.println();
    out.printf(
        "Its lanes; together they may have %d %s at work now:%n",
        status.getLimit(), status.getLimit() == 1 ? "request" : "requests");
    List<List<String>> rows = new ArrayList<>(List.of(LANE_TITLES));
    for (LaneLoad load : status.getLanesList()) {
      rows.add(
          List.of(
              lane(load.getLane()),
              Integer.toString(load.getInFlight()),
              Integer.toString(load.getShare()),
              load.getWaiting() + "/" + load.getWaitingCapacity()));
    }
    print(rows);
  }

  private void print(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length() + 2);
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(Table.column(row.get(i), widths[i]));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String headline(ClusterStatus status) {
    String teller =
        "%s %s"
            .formatted(role(status.getAnsweredBy().getRole()), status.getAnsweredBy().getAddress());
    if (status.getMembership() == Membership.MEMBERSHIP_JOINED) {
      return "Cluster %s as %s sees it: %d %s"
          .formatted(
              status.getCluster(),
              teller,
              status.getMembers(),
              status.getMembers() == 1 ? "member" : "members");
    }
    return status.getMembership() == Membership.MEMBERSHIP_JOINING
        ? "Cluster %s, which %s is not in now; the last that it knew:"
            .formatted(status.getCluster(), teller)
        : "No cluster; what " + teller + " knows:";
  }

  private List<String> row(KnownServer known) {
    ServerDescription server = known.getDescription();
    boolean routed = known.hasRoute();
    return List.of(
        role(server.getRole()),
        orNone(server.getAddress()),
        state(known),
        orNone(server.getName()),
        orNone(server.getDevice()),
        orNone(server.getEngine()),
        orNone(server.getReleaseId()),
        orNone(String.join(",", server.getProfilesList())),
        server.getCapacity() > 0
            ? server.getInFlight() + "/" + server.getCapacity()
            : Integer.toString(server.getInFlight()),
        routed ? Integer.toString(known.getRoute().getInFlight()) : NONE,
        routed && known.getRoute().getLatencyNanos() > 0
            ? String.format(
                Locale.ROOT, "%.1f ms", known.getRoute().getLatencyNanos() / NANOS_PER_MILLI)
            : NONE,
        server.getStartedMillis() > 0 ? up(server.getStartedMillis()) : NONE,
        orNone(server.getZone()),
        known.getListed() ? "cluster" : "configured");
  }

  private static String state(KnownServer known) {
    RouteState state = known.getRoute().getState();
    if (!known.hasRoute() || state == RouteState.UNRECOGNIZED) {
      return known.getDescription().getServing() ? "serving" : "NOT SERVING";
    }
    return switch (state) {
      case ROUTE_STATE_SERVING -> "serving";
      case ROUTE_STATE_WARMING -> "warming up";
      case ROUTE_STATE_SUSPENDED -> "SUSPENDED";
      case ROUTE_STATE_EJECTED -> "EJECTED";
      case ROUTE_STATE_DOWN -> "DOWN";
      case ROUTE_STATE_UNKNOWN, ROUTE_STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private String up(long startedMillis) {
    Duration up = Duration.between(Instant.ofEpochMilli(startedMillis), clock.instant());
    if (up.toDays() > 0) {
      return up.toDays() + "d" + up.toHoursPart() + "h";
    }
    if (up.toHours() > 0) {
      return up.toHours() + "h" + up.toMinutesPart() + "m";
    }
    return up.toMinutes() > 0
        ? up.toMinutes() + "m" + up.toSecondsPart() + "s"
        : Math.max(0, up.toSeconds()) + "s";
  }

  private static String role(ServerRole role) {
    return switch (role) {
      case SERVER_ROLE_GATEWAY -> "gateway";
      case SERVER_ROLE_NODE -> "node";
      case SERVER_ROLE_INDEX -> "index";
      case SERVER_ROLE_UNSPECIFIED, UNRECOGNIZED -> NONE;
    };
  }

  private static String lane(Lane lane) {
    return switch (lane) {
      case LANE_STAT -> "STAT";
      case LANE_ROUTINE -> "ROUTINE";
      case LANE_BATCH -> "BATCH";
      case LANE_UNSPECIFIED, UNRECOGNIZED -> NONE;
    };
  }

  private static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }
}
