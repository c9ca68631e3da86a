package dev.dermstream.loadtest.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small form of {@code loadtest/soak}. */
class SoakIT {
  private static final int REQUESTS = 2_000;

  /**
   * Compiled code and arenas still grow in so short a time. What leaks a picture's pixels (600 KB)
   * for each bad request would have lost 200 MiB between the quarters.
   */
  private static final long MOST_GROWTH_BYTES = 96L << 20;

  @Test
  void badRequestsGetTheirStatusAndLeaveGoodAnswersAndMemoryAsTheyWere(@TempDir Path work)
      throws Exception {
    long seed = 20_261_121;
    try (SoakedNode node = SoakedNode.start(Path.of("..").toAbsolutePath().normalize(), work)) {
      SoakReport report = node.soak(REQUESTS, seed);

      assertThat(node.isAlive()).isTrue();
      assertThat(report.surprises()).as("seed %d%n%s", seed, report.markdown()).isZero();
      assertThat(report.residentGrowthBytes())
          .as("seed %d%n%s", seed, report.markdown())
          .isLessThan(MOST_GROWTH_BYTES);
    }
  }
}
