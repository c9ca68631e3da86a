package dev.dermstream.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.ServerDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real members on loopback, some in processes of their own. */
class HazelcastClusterTest {
  private static final int PORTS = 4;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private int port;

  @BeforeEach
  void findPorts() {
    port = FreePorts.take(PORTS);
  }

  @AfterEach
  void leave() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "discovery = loopback",
        "discovery = tcp, members = \"127.0.0.1\"",
        "discovery = kubernetes, kubernetes-service = localhost"
      })
  void membersFindOneAnotherAndWhatTheyServe(String discovery) {
    Cluster a = join(discovery);
    a.publish(() -> server("a"));
    soon().until(() -> a.membership() == Membership.MEMBERSHIP_JOINED);
    Cluster b = join(discovery);
    Cluster.Publication serverOfB = b.publish(() -> server("b"));

    soon().until(() -> ids(a).equals(List.of("a", "b")) && ids(b).equals(List.of("a", "b")));
    assertThat(a.members()).isEqualTo(2);

    serverOfB.close();
    soon().until(() -> ids(a).equals(List.of("a")));
    assertThat(a.members()).isEqualTo(2);
  }

  @Test
  void aProcessThatIsKilledIsOffTheListAndOneThatWasStoppedComesBack() throws Exception {
    Cluster here = join("discovery = loopback");
    here.publish(() -> server("here"));
    List<Integer> heard = new CopyOnWriteArrayList<>();
    here.watch(list -> heard.add(list.size()));
    soon().until(() -> here.members() == 1);
    MemberProcess stopped = opened(MemberProcess.start(config("discovery = loopback"), "stopped"));
    MemberProcess killed = opened(MemberProcess.start(config("discovery = loopback"), "killed"));
    soon().until(() -> ids(here).equals(List.of("here", "killed", "stopped")));

    killed.kill();
    soon().until(() -> ids(here).equals(List.of("here", "stopped")));

    stopped.signal("STOP");
    soon().until(() -> ids(here).equals(List.of("here")));
    stopped.signal("CONT");
    soon().until(() -> ids(here).equals(List.of("here", "stopped")));

    assertThat(here.members()).isEqualTo(2);
    assertThat(stopped.isAlive()).isTrue();
    assertThat(heard).contains(1, 2, 3);
  }

  @Test
  void aServerCanBeDescribedWhileItsMemberIsDownAndIsListedAgainAfterwards() {
    Cluster cluster = join("discovery = loopback, host = 127.0.0.1");
    cluster.publish(() -> server("a"));
    soon().until(() -> ids(cluster).equals(List.of("a")));

    Hazelcast.shutdownAll();

    assertThat(cluster.advertised("0.0.0.0", 8510)).isEqualTo("127.0.0.1:8510");
    soon()
        .until(
            () -> cluster.membership() == Membership.MEMBERSHIP_JOINED && cluster.members() == 1);
    assertThat(cluster.advertised("0.0.0.0", 8510)).isEqualTo("127.0.0.1:8510");
  }

  @Test
  void clustersOfDifferentNamesDoNotMix() {
    Cluster ours = join("discovery = loopback");
    ours.publish(() -> server("ours"));
    soon().until(() -> ours.members() == 1);
    Cluster others = join("discovery = loopback, name = others");
    others.publish(() -> server("theirs"));
    soon().until(() -> ids(others).equals(List.of("theirs")));
    Cluster alsoOurs = join("discovery = loopback");
    alsoOurs.publish(() -> server("also ours"));

    soon().until(() -> ids(ours).equals(List.of("also ours", "ours")));
    assertThat(ids(others)).containsExactly("theirs");
    assertThat(others.members()).isEqualTo(1);
  }

  @Test
  void aProcessAloneHasNothingToTell() {
    Cluster none = Cluster.join(ClusterConfigTest.read(""));

    none.publish(() -> server("a")).close();

    assertThat(none.membership()).isEqualTo(Membership.MEMBERSHIP_OFF);
    assertThat(none.servers()).isEmpty();
    assertThat(none.members()).isZero();
  }

  private Cluster join(String own) {
    return opened(Cluster.join(ClusterConfigTest.read(config(own))));
  }

  private String config(String own) {
    return own + ", port = " + port + ", ports = " + PORTS + ", silent-after = 3s";
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static ServerDescription server(String id) {
    return ServerDescription.newBuilder().setInstanceId(id).setServing(true).build();
  }

  private static List<String> ids(Cluster cluster) {
    return cluster.servers().stream().map(ServerDescription::getInstanceId).sorted().toList();
  }
}
