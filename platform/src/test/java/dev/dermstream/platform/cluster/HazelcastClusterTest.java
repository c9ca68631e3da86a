package dev.dermstream.platform.cluster;

import static dev.dermstream.platform.cluster.TestMembers.ids;
import static dev.dermstream.platform.cluster.TestMembers.server;
import static dev.dermstream.platform.cluster.TestMembers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import dev.dermstream.cluster.v1.Membership;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real members on loopback; {@link LostMemberTest} takes some away. */
class HazelcastClusterTest {
  private final TestMembers members = new TestMembers();

  @AfterEach
  void leave() {
    members.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "discovery = loopback",
        "discovery = tcp, members = \"127.0.0.1\"",
        "discovery = kubernetes, kubernetes-service = localhost"
      })
  void membersFindOneAnotherAndWhatTheyServe(String discovery) {
    Cluster a = members.join(discovery);
    a.publish(() -> server("a"));
    soon().until(() -> a.membership() == Membership.MEMBERSHIP_JOINED);
    Cluster b = members.join(discovery);
    Cluster.Publication serverOfB = b.publish(() -> server("b"));

    soon().until(() -> ids(a).equals(List.of("a", "b")) && ids(b).equals(List.of("a", "b")));
    assertThat(a.members()).isEqualTo(2);

    serverOfB.close();
    soon().until(() -> ids(a).equals(List.of("a")));
    assertThat(a.members()).isEqualTo(2);
  }

  @Test
  void aServerCanBeDescribedWhileItsMemberIsDownAndIsListedAgainAfterwards() {
    Cluster cluster = members.join("discovery = loopback, host = 127.0.0.1");
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
    Cluster ours = members.join("discovery = loopback");
    ours.publish(() -> server("ours"));
    soon().until(() -> ours.members() == 1);
    Cluster others = members.join("discovery = loopback, name = others");
    others.publish(() -> server("theirs"));
    soon().until(() -> ids(others).equals(List.of("theirs")));
    Cluster alsoOurs = members.join("discovery = loopback");
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
}
