package dev.dermstream.loadtest.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command line asks for.
 *
 * @param rounds how often every server has its turn
 * @param turn length of one turn
 * @param halfLoad length of one turn at half load
 * @param warmUp load before anything is measured
 * @param only servers that take part
 * @param onlyBatching whether nothing but the last table, of batching, is measured
 * @param write Markdown file whose tables are to be replaced
 */
record Options(
    int rounds,
    Duration turn,
    Duration halfLoad,
    Duration warmUp,
    Set<String> only,
    boolean onlyBatching,
    Optional<Path> write) {
  static final List<Integer> CONCURRENCIES = List.of(1, 8, 32, 64);

  Options {
    only = Set.copyOf(only);
  }

  static Options parse(String[] arguments) {
    int rounds = 5;
    double turn = 4;
    double halfLoad = 12;
    double warmUp = 30;
    Set<String> only = new TreeSet<>(Contestants.NAMES);
    boolean onlyBatching = false;
    Optional<Path> write = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> {
          rounds = 1;
          turn = 2;
          halfLoad = 4;
          warmUp = 8;
        }
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--seconds" -> turn = Double.parseDouble(arguments[++i]);
        case "--only" -> only = Set.of(arguments[++i].split(",", -1));
        case "--only-batching" -> onlyBatching = true;
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    if (!Contestants.NAMES.containsAll(only)) {
      throw new IllegalArgumentException("--only takes " + String.join(",", Contestants.NAMES));
    }
    if (onlyBatching && write.isPresent()) {
      throw new IllegalArgumentException("--only-batching would leave --write's other tables out");
    }
    return new Options(
        rounds, seconds(turn), seconds(halfLoad), seconds(warmUp), only, onlyBatching, write);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
