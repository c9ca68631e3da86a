package dev.dermstream.loadtest.sizing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param device of a simulated node
 * @param maxBatch most images of its runs
 * @param mostNodes 1 to this many nodes are measured
 * @param turn length of one measurement
 * @param plan images a second to be planned for; empty to measure
 * @param assumptions of the plan
 * @param write Markdown file whose table is to be replaced
 */
record Options(
    BatchCurve device,
    int maxBatch,
    int mostNodes,
    Duration turn,
    Optional<Double> plan,
    Assumptions assumptions,
    Optional<Path> write) {
  static final String USAGE =
      """
      loadtest/sizing [--device A,B] [--max-batch N] [--nodes N] [--seconds S] [--write FILE]
      loadtest/sizing --plan RATE [--curve A,B] [--max-batch N] [--workers N] [--delay MS] [--busy SHARE]
          [--image-bytes N] [--gateway-cores N] [--vectors N] [--node-memory GIB]
      """;

  private static final Set<String> KNOWN =
      Set.of(
          "--device",
          "--max-batch",
          "--nodes",
          "--seconds",
          "--write",
          "--plan",
          "--curve",
          "--workers",
          "--delay",
          "--busy",
          "--image-bytes",
          "--gateway-cores",
          "--vectors",
          "--node-memory");
  private static final int MOST_NODES = 16;

  Options {
    if (mostNodes < 1 || mostNodes > MOST_NODES || maxBatch < 1 || turn.toMillis() < 1000) {
      throw new IllegalArgumentException(
          "--nodes is 1 to %d, --max-batch at least 1, --seconds at least 1".formatted(MOST_NODES));
    }
    plan.ifPresent(rate -> {
      if (!(rate > 0 && rate <= Plan.MOST_PER_SECOND)) {
        throw new IllegalArgumentException(
            "--plan takes images a second, over 0 and at most " + Plan.MOST_PER_SECOND);
      }
    });
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with a sentence if one is unknown, lacks its value or is out
   *     of range
   */
  static Options parse(String[] arguments) {
    Map<String, String> said = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!KNOWN.contains(arguments[i])) {
        throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " lacks its value");
      }
      said.put(arguments[i], arguments[i + 1]);
    }
    return new Options(
        BatchCurve.parse(said.getOrDefault("--device", "60,5")),
        Integer.parseInt(said.getOrDefault("--max-batch", "8")),
        Integer.parseInt(said.getOrDefault("--nodes", "4")),
        Duration.ofMillis(
            Math.round(1000 * Double.parseDouble(said.getOrDefault("--seconds", "40")))),
        Optional.ofNullable(said.get("--plan")).map(Double::parseDouble),
        Assumptions.from(said),
        Optional.ofNullable(said.get("--write")).map(Path::of));
  }
}
