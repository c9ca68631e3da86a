package dev.dermstream.loadtest.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Something that goes wrong, or that an operator does. */
enum Scenario {
  KILL_NODE(Layout.MEMBERS, "kill -9 of a node, which comes back later") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      killAndStart(stage, "node-1");
    }
  },
  KILL_INDEX(Layout.MEMBERS, "kill -9 of an index, which comes back later") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      killAndStart(stage, "index-1");
    }
  },
  KILL_GATEWAY(Layout.MEMBERS, "kill -9 of a gateway, which comes back later") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      killAndStart(stage, "gateway-1");
    }
  },
  STOP_NODE(Layout.MEMBERS, "a node stands still (SIGSTOP) for twice --seconds, then goes on") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      holdStill(stage, "node-1");
    }
  },
  STOP_INDEX(Layout.MEMBERS, "an index stands still for twice --seconds, then goes on") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      holdStill(stage, "index-1");
    }
  },
  RESTART(Layout.MEMBERS, "one server of each role is restarted with SIGTERM, one after another") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      restart(
          stage,
          List.of(stage.member("index-1"), stage.member("node-1"), stage.member("gateway-1")));
    }
  },
  ROLLING_RESTART(Layout.MEMBERS, "every server is restarted with SIGTERM, one after another") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      restart(stage, stage.cluster().members());
    }
  },
  FULL_DISK(Layout.MEMBERS, "no space for the audit of one gateway, then of all") {
    @Override
    Optional<String> obstacle() {
      return "root".equals(System.getProperty("user.name"))
          ? Optional.empty()
          : Optional.of("a small disk can only be mounted by root");
    }

    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      List<Member> gateways = stage.members(Member.Role.GATEWAY);
      stage.cluster().disk(gateways.getFirst()).fill();
      stage.say("the disk of " + gateways.getFirst().name() + " is full");
      stage.last();
      for (Member gateway : gateways) {
        stage.cluster().disk(gateway).fill();
      }
      stage.say("all disks are full");
      stage.last(SHORT_MILLIS);
      for (Member gateway : gateways) {
        stage.cluster().disk(gateway).free();
      }
      stage.fault("all disks have room again");
    }
  },
  RESET(
      Layout.LINKED,
      "connections are reset: of one node, of one index, then all at once, again and again") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      stage.fault("resets begin");
      long until = System.nanoTime() + Duration.ofSeconds(stage.seconds()).toNanos();
      int broken = 0;
      while (System.nanoTime() < until) {
        broken += stage.cluster().link("node-1").reset();
        stage.last(RESET_MILLIS);
        broken += stage.cluster().link("index-1").reset();
        stage.last(RESET_MILLIS);
      }
      for (Member member : stage.cluster().members()) {
        if (member.role() != Member.Role.GATEWAY) {
          broken += stage.cluster().link(member.name()).reset();
        }
      }
      stage.say("%d sockets were reset".formatted(broken));
    }
  },
  SLOW_PEER(
      Layout.LINKED,
      "a node and an index answer late: by 100 ms, then by more than the gateway's patience") {
    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      for (Duration delay : List.of(Duration.ofMillis(100), Duration.ofMillis(2_500))) {
        stage.cluster().link("node-1").delay(delay);
        stage.cluster().link("index-1").delay(delay);
        stage.fault("node-1 and index-1 are late by " + delay.toMillis() + " ms");
        stage.last();
      }
      stage.cluster().link("node-1").delay(Duration.ZERO);
      stage.cluster().link("index-1").delay(Duration.ZERO);
      stage.say("they are in time again");
    }
  },
  CLOCK_JUMP(
      Layout.CLOCKED,
      "wall clocks jump: a node's by an hour, a gateway's back by a day, then right again") {
    @Override
    Optional<String> obstacle() {
      return WallClock.findLibrary().isPresent()
          ? Optional.empty()
          : Optional.of("libfaketime (Debian package libfaketime) is not installed");
    }

    @Override
    void disturb(Stage stage) throws IOException, InterruptedException {
      stage.fault("node-1 is an hour ahead");
      stage.cluster().clock("node-1").set(Duration.ofHours(1));
      stage.last();
      stage.say("gateway-1 and index-1 are a day behind");
      stage.cluster().clock("gateway-1").set(Duration.ofDays(-1));
      stage.cluster().clock("index-1").set(Duration.ofDays(-1));
      stage.last();
      for (String member : List.of("node-1", "gateway-1", "index-1")) {
        stage.cluster().clock(member).set(Duration.ZERO);
      }
      stage.say("all clocks are right again");
    }
  };

  private static final long RESET_MILLIS = 250;
  private static final long SHORT_MILLIS = 3_000;

  private final Layout layout;
  private final String description;

  Scenario(Layout layout, String description) {
    this.layout = layout;
    this.description = description;
  }

  /** In which it can happen. */
  Layout layout() {
    return layout;
  }

  String description() {
    return description;
  }

  /** As the command line and the table call it. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  static Scenario of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "There is no scenario %s; there are %s"
                    .formatted(
                        word,
                        Arrays.stream(values())
                            .map(Scenario::word)
                            .collect(Collectors.joining(", ")))));
  }

  /** Why it cannot happen on this machine; empty if it can. */
  Optional<String> obstacle() {
    return Optional.empty();
  }

  /** Lets it happen; afterwards all servers run as before. */
  abstract void disturb(Stage stage) throws IOException, InterruptedException;

  private static void killAndStart(Stage stage, String name)
      throws IOException, InterruptedException {
    Member member = stage.member(name);
    stage.fault("kill -9 of " + name);
    member.kill();
    stage.last();
    member.start();
    stage.cluster().awaitServing();
    stage.say(name + " is back and used");
  }

  private static void restart(Stage stage, List<Member> members)
      throws IOException, InterruptedException {
    stage.fault("restarts begin");
    for (Member member : members) {
      member.terminate();
      stage.say(member.name() + " has drained and ended");
      member.start();
      stage.cluster().awaitServing();
      stage.say(member.name() + " is back and used");
    }
  }

  private static void holdStill(Stage stage, String name) throws IOException, InterruptedException {
    Member member = stage.member(name);
    stage.fault("SIGSTOP to " + name);
    member.suspend();
    stage.last();
    stage.last();
    member.resume();
    stage.say("SIGCONT to " + name);
    stage.cluster().awaitServing();
    stage.say(name + " is used again");
  }
}
