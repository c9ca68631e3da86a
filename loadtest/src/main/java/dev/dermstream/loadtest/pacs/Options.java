package dev.dermstream.loadtest.pacs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param objects of one turn of the reception, and of the decoding
 * @param study images of the study
 * @param rounds how often everything has its turn
 * @param only comparisons that are made
 * @param edgeOptions further options of the edge's JVM
 * @param write Markdown file whose tables are to be replaced
 */
record Options(
    int objects,
    int study,
    int rounds,
    Set<String> only,
    List<String> edgeOptions,
    Optional<Path> write) {
  static final String RECEPTION = "reception";
  static final String DECODING = "decoding";
  static final String STUDY = "study";
  private static final Set<String> ALL = Set.of(RECEPTION, DECODING, STUDY);

  Options {
    only = Set.copyOf(only);
    edgeOptions = List.copyOf(edgeOptions);
  }

  static Options parse(String[] arguments) {
    int objects = 400;
    int study = 500;
    int rounds = 3;
    Set<String> only = ALL;
    List<String> edgeOptions = List.of();
    Optional<Path> write = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--objects" -> objects = Integer.parseInt(arguments[++i]);
        case "--study" -> study = Integer.parseInt(arguments[++i]);
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--only" -> only = Set.of(arguments[++i].split(",", -1));
        case "--edge-options" -> edgeOptions = List.of(arguments[++i].split(" ", -1));
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    if (!ALL.containsAll(only)) {
      throw new IllegalArgumentException("--only takes reception, decoding, study");
    }
    if (only.size() < ALL.size() && write.isPresent()) {
      throw new IllegalArgumentException("--only would leave --write's other tables out");
    }
    return new Options(objects, study, rounds, only, edgeOptions, write);
  }
}
