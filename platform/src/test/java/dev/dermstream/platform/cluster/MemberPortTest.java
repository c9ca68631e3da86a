package dev.dermstream.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import dev.dermstream.cluster.v1.Membership;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.platform.hostile.NoiseConversations;
import dev.dermstream.platform.hostile.WireFuzz;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stranger finds at the port of a member whose name he knows. */
class MemberPortTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private Cluster first;
  private Cluster second;
  private int port;

  @BeforeEach
  void join() {
    port = FreePorts.take(2);
    int other = port + 1;
    // A member that this machine lets wait for 5 s is not to be taken for one that noise has cut
    // off.
    String members =
        "silent-after = 60s, discovery = tcp, members = \"127.0.0.1:%d,127.0.0.1:%d\", ports = 1";
    first = member(members.formatted(port, other) + ", port = " + port, "first");
    await().atMost(PATIENCE).until(() -> first.membership() == Membership.MEMBERSHIP_JOINED);
    second = member(members.formatted(port, other) + ", port = " + other, "second");
    // The second may be on the list before it has looked around itself.
    await().atMost(PATIENCE).untilAsserted(this::bothAreThere);
  }

  @AfterEach
  void leave() {
    second.close();
    first.close();
  }

  @Test
  void noiseChangesNothingForTheMembers() throws Exception {
    new WireFuzz(
            "cluster member",
            port,
            new NoiseConversations(
                ascii("HZC"),
                ascii("HZX"),
                ascii("CP2"),
                ascii("GET /hazelcast/rest HTTP/1.1\r\n")),
            this::bothAreThere)
        .run(Duration.ofSeconds(2));

    // They do not only count each other in: word still goes round, both ways.
    publish(first, "first's other");
    publish(second, "second's other");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(first.servers()).hasSize(4);
          assertThat(second.servers()).hasSize(4);
        });
  }

  @Test
  void aClientOfHazelcastIsRefusedThoughItKnowsTheName() {
    ClientConfig config = new ClientConfig().setClusterName(first.name());
    config.getNetworkConfig().addAddress("127.0.0.1:" + port);
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(3_000);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> HazelcastClient.newHazelcastClient(config));
    bothAreThere();
  }

  private void bothAreThere() {
    assertThat(first.members()).isEqualTo(2);
    assertThat(second.members()).isEqualTo(2);
    assertThat(first.servers()).hasSize(2);
  }

  private static Cluster member(String own, String id) {
    Cluster cluster = Cluster.join(ClusterConfigTest.read(own));
    publish(cluster, id);
    return cluster;
  }

  private static void publish(Cluster cluster, String id) {
    cluster.publish(() -> ServerDescription.newBuilder().setInstanceId(id).build());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
