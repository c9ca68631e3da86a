package dev.dermstream.loadtest.dbscan;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param count vectors of a set
 * @param dimension values of a vector
 * @param rounds how often every contestant has its turn
 * @param modes of ours that are measured, in this order; the first is what others are held against
 * @param sets of vectors
 * @param alone whether scikit-learn is left out, for sets that are too large for it
 * @param write Markdown file whose tables are to be replaced
 * @param section of that file
 */
record Options(
    int count,
    int dimension,
    int rounds,
    List<String> modes,
    List<VectorSet> sets,
    boolean alone,
    Optional<Path> write,
    String section) {
  static final String EXACT = "exact";
  static final String GROW = "grow";
  static final String APPROXIMATE = "approximate";

  private static final int LEAST_COUNT = 100;

  static Options parse(String[] arguments) {
    int count = 50_000;
    int dimension = 768;
    int rounds = 3;
    List<String> modes = List.of(EXACT, GROW);
    List<VectorSet> sets = List.of(VectorSet.values());
    boolean alone = false;
    Optional<Path> write = Optional.empty();
    String section = "dbscan";
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--count" -> count = Integer.parseInt(arguments[++i]);
        case "--dimension" -> dimension = Integer.parseInt(arguments[++i]);
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--modes" -> modes = modes(arguments[++i]);
        case "--set" -> sets = List.of(VectorSet.valueOf(arguments[++i].toUpperCase(Locale.ROOT)));
        case "--alone" -> alone = true;
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        case "--section" -> section = arguments[++i];
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
    return new Options(count, dimension, rounds, modes, sets, alone, write, section);
  }

  private static List<String> modes(String list) {
    List<String> modes = List.of(list.split(",", -1));
    if (!List.of(EXACT, GROW, APPROXIMATE).containsAll(modes)) {
      throw new IllegalArgumentException("--modes are exact, grow and approximate, not " + list);
    }
    return modes;
  }
}
