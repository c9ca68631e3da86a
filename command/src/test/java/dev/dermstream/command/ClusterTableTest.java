package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.LaneLoad;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.Route;
import dev.dermstream.cluster.v1.RouteState;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.v1.Lane;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterTableTest {
  private static final long NOW = 1_000_000_000_000L;
  private static final ServerDescription GATEWAY =
      ServerDescription.newBuilder()
          .setRole(ServerRole.SERVER_ROLE_GATEWAY)
          .setAddress("10.0.0.1:8500")
          .setServing(true)
          .build();

  @Test
  void everyServerHasALineUnderItsTitles() {
    List<String> lines =
        print(
            ClusterStatus.newBuilder()
                .setCluster("ward")
                .setMembership(Membership.MEMBERSHIP_JOINED)
                .setMembers(2)
                .setAnsweredBy(GATEWAY)
                .addServers(
                    KnownServer.newBuilder()
                        .setListed(true)
                        .setDescription(
                            ServerDescription.newBuilder()
                                .setRole(ServerRole.SERVER_ROLE_NODE)
                                .setAddress("10.0.0.2:8510")
                                .setName("node-2")
                                .setDevice("cpu")
                                .setEngine("OnnxRuntime 1.29.0 cpu")
                                .setReleaseId("demo-01")
                                .addProfiles("a")
                                .addProfiles("b")
                                .setInFlight(3)
                                .setCapacity(256)
                                .setStartedMillis(NOW - 3_723_000))
                        .setRoute(
                            Route.newBuilder()
                                .setState(RouteState.ROUTE_STATE_EJECTED)
                                .setInFlight(2)
                                .setLatencyNanos(12_340_000)))
                .addServers(KnownServer.newBuilder().setDescription(GATEWAY).setListed(true))
                .build());

    assertThat(lines.get(0)).isEqualTo("Cluster ward as gateway 10.0.0.1:8500 sees it: 2 members");
    assertThat(lines.get(1)).matches("ROLE +ADDRESS +STATE +NAME +DEVICE +ENGINE .*FROM");
    assertThat(lines.get(2)).matches("gateway +10.0.0.1:8500 +serving +- .* cluster");
    assertThat(lines.get(3))
        .matches(
            "node +10.0.0.2:8510 +EJECTED +node-2 +cpu +OnnxRuntime 1.29.0 cpu +demo-01 +a,b +3/256"
                + " +2 +12.3 ms +1h2m +- +cluster");
    assertThat(lines.get(3).indexOf("EJECTED")).isEqualTo(lines.get(1).indexOf("STATE"));
  }

  @Test
  void theLanesOfTheTellerFollow() {
    List<String> lines =
        print(
            ClusterStatus.newBuilder()
                .setAnsweredBy(GATEWAY)
                .setLimit(40)
                .addLanes(LaneLoad.newBuilder().setLane(Lane.LANE_STAT).setShare(20))
                .addLanes(
                    LaneLoad.newBuilder()
                        .setLane(Lane.LANE_BATCH)
                        .setInFlight(38)
                        .setShare(8)
                        .setWaiting(512)
                        .setWaitingCapacity(1024))
                .build());

    assertThat(lines.subList(2, lines.size()))
        .containsExactly(
            "",
            "Its lanes; together they may have 40 requests at work now:",
            "LANE   AT WORK  SHARE  WAITING",
            "STAT   0        20     0/0",
            "BATCH  38       8      512/1024");
  }

  @ParameterizedTest
  @CsvSource({
    "MEMBERSHIP_OFF, No cluster",
    "MEMBERSHIP_JOINING, 'which gateway 10.0.0.1:8500 is not in now'"
  })
  void theFirstLineSaysHowMuchTheTellerCanSee(Membership membership, String said) {
    ClusterStatus status =
        ClusterStatus.newBuilder().setMembership(membership).setAnsweredBy(GATEWAY).build();

    assertThat(print(status).getFirst()).contains(said);
  }

  private static List<String> print(ClusterStatus status) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    new ClusterTable(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock).print(status);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
