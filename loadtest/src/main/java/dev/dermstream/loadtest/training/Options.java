package dev.dermstream.loadtest.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param parts of {@link #PARTS}
 * @param threads of PyTorch, for every contestant
 * @param steps timed in one turn, after {@link #WARMUP}
 * @param rounds turns of every contestant
 * @param memorySteps over which memory is watched
 * @param alone without the peer
 * @param write Markdown file whose tables are to be replaced
 */
record Options(
    List<String> parts,
    int threads,
    int steps,
    int rounds,
    int memorySteps,
    boolean alone,
    Optional<Path> write) {
  static final List<String> PARTS = List.of("speed", "pipeline", "memory", "four-bit");

  /** Steps of a turn that are not timed. */
  static final int WARMUP = 3;

  Options {
    parts = List.copyOf(parts);
    for (String part : parts) {
      if (!PARTS.contains(part)) {
        throw new IllegalArgumentException("--only takes some of " + PARTS + ", not " + part);
      }
    }
    if (threads < 1 || steps < 1 || rounds < 1 || memorySteps < 10) {
      throw new IllegalArgumentException(
          "threads, steps and rounds are at least 1, memory-steps 10");
    }
  }

  static Options parse(String[] arguments) {
    List<String> parts = PARTS;
    int threads = 1;
    int steps = 10;
    int rounds = 3;
    int memorySteps = 10_000;
    boolean alone = false;
    Optional<Path> write = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> parts = Stream.of(arguments[++i].split(",", -1)).toList();
        case "--threads" -> threads = Integer.parseInt(arguments[++i]);
        case "--steps" -> steps = Integer.parseInt(arguments[++i]);
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--memory-steps" -> memorySteps = Integer.parseInt(arguments[++i]);
        case "--alone" -> alone = true;
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
      }
    }
    return new Options(parts, threads, steps, rounds, memorySteps, alone, write);
  }
}
