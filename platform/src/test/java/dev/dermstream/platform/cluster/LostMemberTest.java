package dev.dermstream.platform.cluster;

import static dev.dermstream.platform.cluster.TestMembers.ids;
import static dev.dermstream.platform.cluster.TestMembers.server;
import static dev.dermstream.platform.cluster.TestMembers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Members in processes of their own that die or stand still; a class of its own, as it waits long.
 */
class LostMemberTest {
  private static final String DISCOVERY = "discovery = loopback, silent-after = 3s";

  private final TestMembers members = new TestMembers();

  @AfterEach
  void leave() {
    members.close();
  }

  @Test
  void aProcessThatIsKilledIsOffTheListAndOneThatWasStoppedComesBack() throws Exception {
    Cluster here = members.join(DISCOVERY);
    here.publish(() -> server("here"));
    List<Integer> heard = new CopyOnWriteArrayList<>();
    here.watch(list -> heard.add(list.size()));
    soon().until(() -> here.members() == 1);
    MemberProcess stopped = members.start(DISCOVERY, "stopped");
    MemberProcess killed = members.start(DISCOVERY, "killed");
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
}
