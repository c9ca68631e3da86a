package dev.dermstream.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The small form of {@code loadtest/chaos}. */
class ChaosIT {
  private static final int SECONDS = 3;
  private static final int REQUESTS_PER_SECOND = 15;

  @Test
  void noRequestIsLostDoubledOrMixedUpWhileServersDieStandStillAndAreRestarted(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path logs) throws Exception {
    long seed = 20_261_121;
    Path home = Path.of("..").toAbsolutePath().normalize();
    try (Chaos chaos =
        Chaos.prepare(
            ChaosCluster.start(Layout.MEMBERS, 2, 2, 2, home, logs), seed, ChaosIT::print)) {
      // The frozen node last: a server that starts while the cluster is split may join the smaller
      // half, and is found again only when both have merged, which took over a minute.
      for (Scenario scenario : List.of(Scenario.KILL_NODE, Scenario.RESTART, Scenario.STOP_NODE)) {
        Chaos.Result result = chaos.run(scenario, SECONDS, REQUESTS_PER_SECOND);

        assertThat(result.counts().isRight())
            .as("seed %d, %s: %s %s", seed, scenario, result.counts(), result.findings())
            .isTrue();
        assertThat(result.counts().refused())
            .as("seed %d, %s: requests that nobody answered", seed, scenario)
            .isZero();
      }
    }
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
