package dev.dermstream.loadtest.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param rounds how often every way has its turn
 * @param turn length of one turn
 * @param warmUp load on every way before anything is measured
 * @param only tables that are measured
 * @param write Markdown file whose tables are to be replaced
 */
record Options(int rounds, Duration turn, Duration warmUp, Set<String> only, Optional<Path> write) {
  static final String MODEL_INFER = "model-infer";
  static final String SCREEN = "screen";
  static final String TLS = "tls";
  static final String FAN_OUT = "fan-out";
  private static final List<String> TABLES = List.of(MODEL_INFER, SCREEN, TLS, FAN_OUT);

  Options {
    only = Set.copyOf(only);
  }

  static Options parse(String[] arguments) {
    int rounds = 5;
    double turn = 4;
    double warmUp = 12;
    Set<String> only = Set.copyOf(TABLES);
    Optional<Path> write = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--seconds" -> turn = Double.parseDouble(arguments[++i]);
        case "--warm-up" -> warmUp = Double.parseDouble(arguments[++i]);
        case "--only" -> only = Set.of(arguments[++i].split(",", -1));
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    if (!TABLES.containsAll(only)) {
      throw new IllegalArgumentException("--only takes " + String.join(",", TABLES));
    }
    if (only.size() < TABLES.size() && write.isPresent()) {
      throw new IllegalArgumentException("--only would leave --write's other tables out");
    }
    return new Options(rounds, seconds(turn), seconds(warmUp), only, write);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
