package dev.dermstream.loadtest.search;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param vectors that are searched
 * @param dimension of each
 * @param queries drawn from the same clusters, none of them among the vectors
 * @param candidates points of each curve
 * @param rounds how often every point has its turn
 * @param turn length of one turn
 * @param seed of the vectors
 * @param keep folder of the graphs that are files, which a later run of the same vectors finds
 * @param write Markdown file whose tables are to be replaced
 */
record Options(
    int vectors,
    int dimension,
    int queries,
    List<Integer> candidates,
    int rounds,
    Duration turn,
    long seed,
    Optional<Path> keep,
    Optional<Path> write) {
  /** Neighbours that are asked for. */
  static final int K = 10;

  Options {
    candidates = List.copyOf(candidates);
  }

  static Options parse(String[] arguments) {
    int vectors = 50_000;
    int dimension = 768;
    int queries = 1000;
    List<Integer> candidates = List.of(10, 12, 14, 16, 20, 30, 40, 80, 160);
    int rounds = 3;
    double turn = 1;
    long seed = 1;
    Optional<Path> keep = Optional.empty();
    Optional<Path> write = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--vectors" -> vectors = Integer.parseInt(arguments[++i]);
        case "--dimension" -> dimension = Integer.parseInt(arguments[++i]);
        case "--queries" -> queries = Integer.parseInt(arguments[++i]);
        case "--candidates" ->
            candidates = Stream.of(arguments[++i].split(",", -1)).map(Integer::parseInt).toList();
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--seconds" -> turn = Double.parseDouble(arguments[++i]);
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        case "--keep" -> keep = Optional.of(Path.of(arguments[++i]));
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    return new Options(
        vectors,
        dimension,
        queries,
        candidates,
        rounds,
        Duration.ofMillis(Math.round(1000 * turn)),
        seed,
        keep,
        write);
  }
}
