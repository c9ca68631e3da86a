package dev.dermstream.loadtest.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param parts in the order in which they are run
 * @param images of a job on the node
 * @param items of the job of small items
 * @param rounds how often job and bare loop have their turn
 * @param seconds of each of the lanes' measurements, and of each number of workers
 * @param write Markdown file whose tables are to be replaced
 */
record Options(
    List<String> parts, int images, int items, int rounds, int seconds, Optional<Path> write) {
  static final String NODE = "node";
  static final String LANES = "lanes";
  static final String ITEMS = "items";
  static final String SCALE = "scale";
  private static final List<String> ALL = List.of(NODE, LANES, ITEMS, SCALE);

  Options {
    parts = List.copyOf(parts);
  }

  static Options parse(String[] arguments) {
    List<String> parts = ALL;
    int images = 600;
    int items = 1_000_000;
    int rounds = 3;
    int seconds = 40;
    Optional<Path> write = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> parts = List.of(arguments[++i].split(",", -1));
        case "--images" -> images = Integer.parseInt(arguments[++i]);
        case "--items" -> items = Integer.parseInt(arguments[++i]);
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--seconds" -> seconds = Integer.parseInt(arguments[++i]);
        case "--write" -> write = Optional.of(Path.of(arguments[++i]));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    if (!ALL.containsAll(parts)) {
      throw new IllegalArgumentException("--only takes some of " + String.join(",", ALL));
    }
    return new Options(parts, images, items, rounds, seconds, write);
  }
}
