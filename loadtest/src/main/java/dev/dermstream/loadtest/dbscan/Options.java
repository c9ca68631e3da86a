package dev.dermstream.loadtest.dbscan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param count vectors of a set
 * @param dimension values of a vector
 * @param rounds how often every contestant has its turn
 * @param approximate whether the mode for larger sets is measured too
 * @param alone whether scikit-learn is left out, for sets that are too large for it
 * @param write Markdown file whose tables are to be replaced
 */
record Options(
    int count,
    int dimension,
    int rounds,
    boolean approximate,
    boolean alone,
    Optional<Path> write) {
  private static final int LEAST_COUNT = 100;

  static Options parse(String[] arguments) {
    int count = 50_000;
    int dimension = 768;
    int rounds = 3;
    boolean approximate = false;
    boolean alone = false;
    Optional<Path> write = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--count" -> count = Integer.parseInt(arguments[++i]);
        case "--dimension" -> dimension = Integer.parseInt(arguments[++i]);
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--approximate" -> approximate = true;
        case "--alone" -> alone = true;
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    if (count < LEAST_COUNT || dimension < 2 || rounds < 1) {
      throw new IllegalArgumentException(
          "--count is at least %d, --dimension 2, --rounds 1".formatted(LEAST_COUNT));
    }
    if ((long) count * dimension > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("--count times --dimension is over one array's length");
    }
    return new Options(count, dimension, rounds, approximate, alone, write);
  }
}
