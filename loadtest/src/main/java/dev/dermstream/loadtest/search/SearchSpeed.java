package dev.dermstream.loadtest.search;

import dev.dermstream.index.search.Precision;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The search tables of {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/search [--vectors N] [--dimension D] [--queries N] [--candidates N,N] [--rounds N]
 *     [--seconds S] [--seed N] [--keep FOLDER] [--write FILE]</pre>
 */
public final class SearchSpeed {
  private final Options options;
  private final Path work;

  private SearchSpeed(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments);
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    String head =
        "`%s`%n%n%s%n%n"
            .formatted(
                ("loadtest/search " + String.join(" ", arguments)).strip(), Machine.describe(home));
    Path work = Files.createTempDirectory("dermstream-search-");
    String tables;
    try {
      tables = head + new SearchSpeed(options, work).run();
    } finally {
      Folder.delete(work);
    }
    System.out.print(tables);
    if (options.write().isPresent()) {
      TablesFile.replace(options.write().get(), "search", tables);
    }
  }

  private String run() throws IOException, InterruptedException {
    ClusteredVectors vectors =
        new ClusteredVectors(options.seed(), options.vectors(), options.dimension());
    UnitVectors base = vectors.draw(options.vectors());
    UnitVectors queries = vectors.draw(options.queries());
    Truth truth = Truth.of(base, queries);
    List<Built> contestants = build(base);
    try {
      return "%,d vectors of dimension %d, %,d queries, recall@%d, one thread, seed %d.%n%n"
              .formatted(
                  options.vectors(),
                  options.dimension(),
                  options.queries(),
                  Options.K,
                  options.seed())
          + SearchTables.of(measure(contestants, truth))
          + "\n"
          + new ConfidenceSpeed(base, queries).markdown();
    } finally {
      for (Built each : contestants) {
        each.contestant().close();
      }
    }
  }

  private List<Built> build(UnitVectors base) throws IOException, InterruptedException {
    Path graphs =
        options
            .keep()
            .orElse(work)
            .resolve("%d-%d-%d".formatted(options.vectors(), options.dimension(), options.seed()));
    GraphFiles own =
        GraphFiles.of(graphs.resolve("dermstream"), folder -> Dermstream.write(base, folder));
    GraphFiles lucene =
        GraphFiles.of(graphs.resolve("lucene"), folder -> PlainLucene.write(base, folder));
    List<Built> built = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      add(built, base, own.buildSeconds(), () -> Dermstream.open(own.folder(), precision));
    }
    add(built, base, lucene.buildSeconds(), () -> new PlainLucene(lucene.folder()));
    add(built, base, 0, () -> new JVector(base));
    add(built, base, 0, () -> new Hnswlib(base));
    add(built, base, 0, () -> new ExactScan(base));
    return built;
  }

  private static void add(
      List<Built> built, UnitVectors base, double secondsBefore, Built.Builder builder)
      throws IOException, InterruptedException {
    Built next = Built.by(builder, base.count(), secondsBefore);
    System.err.printf("%s: built in %.1f s%n", next.contestant().name(), next.buildSeconds());
    built.add(next);
  }

  /** Every point has its turn in every round, after one that does not count. */
  private List<Point> measure(List<Built> contestants, Truth truth) throws IOException {
    List<Point> points = new ArrayList<>();
    for (Built each : contestants) {
      List<Integer> candidates =
          each.contestant().exact() ? List.of(options.vectors()) : options.candidates();
      candidates.forEach(count -> points.add(new Point(each, count)));
    }
    for (Point point : points) {
      new Point(point.built(), point.candidates()).measure(truth, options.turn());
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (Point point : points) {
        point.measure(truth, options.turn());
      }
    }
    return points;
  }
}
