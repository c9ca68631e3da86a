package dev.dermstream.loadtest.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code loadtest/soak [--requests N] [--seed N]}: 100,000 requests to a node, a third of them bad.
 * Prints what became of each kind and the node's memory over time. Ends with 1 if a request ended
 * otherwise than it should, or native memory grew by more than {@link #MOST_GROWTH_BYTES} from the
 * second quarter to the last.
 */
public final class SoakMain {
  /**
   * Compiled code and the allocator's arenas still settle in the second quarter. One picture's
   * pixels (600 KB) lost per hundred bad requests would be 100 MiB in that time.
   */
  static final long MOST_GROWTH_BYTES = 24L << 20;

  private SoakMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long requests = 100_000;
    long seed = System.nanoTime();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      long value = Long.parseLong(arguments[i + 1]);
      switch (arguments[i]) {
        case "--requests" -> requests = value;
        case "--seed" -> seed = value;
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    System.out.printf("%d requests, seed %d%n%n", requests, seed);
    Path work = Files.createTempDirectory("dermstream-soak-");
    boolean passed = passes(requests, seed, work);
    System.out.printf(
        "%s (bound %d MiB); logs in %s%n",
        passed ? "Passed" : "FAILED", MOST_GROWTH_BYTES >> 20, work);
    System.exit(passed ? 0 : 1);
  }

  private static boolean passes(long requests, long seed, Path work)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    try (SoakedNode node = SoakedNode.start(home, work)) {
      SoakReport report = node.soak(requests, seed);
      System.out.print(report.markdown());
      return node.isAlive()
          && report.surprises() == 0
          && report.residentGrowthBytes() <= MOST_GROWTH_BYTES;
    }
  }
}
