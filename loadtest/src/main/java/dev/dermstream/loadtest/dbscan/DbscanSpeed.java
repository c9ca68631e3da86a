package dev.dermstream.loadtest.dbscan;

import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.Medians;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tables of DBSCAN in {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/dbscan [--count N] [--dimension D] [--rounds N] [--modes exact,grow,approximate]
 *     [--set clustered|unstructured] [--alone] [--write FILE [--section NAME]]</pre>
 *
 * Ends with 1 if our partitions differ from one another, or from scikit-learn's by more than pairs
 * at the threshold explain.
 */
public final class DbscanSpeed {
  private static final String SCIKIT_LEARN = "scikit-learn";
  private static final double LEAST_AGREEMENT = 0.9999;

  private final Options options;
  private final Path work;
  private final Map<String, List<String>> contestants = new LinkedHashMap<>();
  private final StringBuilder tables = new StringBuilder();
  private boolean agreed = true;

  private DbscanSpeed(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments);
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path work = Files.createTempDirectory("dermstream-dbscan-");
    DbscanSpeed speed = new DbscanSpeed(options, work);
    try {
      speed.tables.append(
          "`%s`%n%n%s"
              .formatted(
                  ("loadtest/dbscan " + String.join(" ", arguments)).strip(),
                  Machine.describe(home)));
      speed.run();
    } finally {
      delete(work);
    }
    System.out.print(speed.tables);
    if (options.write().isPresent()) {
      TablesFile.replace(options.write().get(), options.section(), speed.tables.toString());
    }
    System.exit(speed.agreed ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException {
    for (String mode : options.modes()) {
      contestants.put(mode, ours(mode));
    }
    if (!options.alone()) {
      ScikitLearn scikitLearn = ScikitLearn.find(work);
      contestants.put(SCIKIT_LEARN, scikitLearn.command());
      tables.append(" scikit-learn ").append(scikitLearn.version()).append('.');
    }
    for (VectorSet set : options.sets()) {
      compare(set);
    }
    tables.append(System.lineSeparator());
  }

  private List<String> ours(String mode) {
    long dataMebibytes = ((long) options.count() * options.dimension() * Float.BYTES) >> 20;
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules",
        "jdk.incubator.vector",
        "-XX:+UseParallelGC",
        "-Xmx" + (512 + 5 * dataMebibytes) + "m",
        "-cp",
        System.getProperty("java.class.path"),
        Contestant.class.getName(),
        mode);
  }

  private void compare(VectorSet set) throws IOException, InterruptedException {
    Path file = work.resolve("vectors.f32");
    RawFile.write(file, set.vectors(options.count(), options.dimension()));
    Map<String, List<Turn>> turns = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds(); round++) {
      for (Map.Entry<String, List<String>> contestant : contestants.entrySet()) {
        List<String> command = new ArrayList<>(contestant.getValue());
        command.addAll(
            List.of(
                file.toString(),
                Integer.toString(options.count()),
                Integer.toString(options.dimension()),
                Double.toString(set.eps()),
                Integer.toString(VectorSet.MIN_SAMPLES)));
        Turn turn = Turn.of(command, options.count(), work);
        System.err.printf(
            "%s, %s: %.2f s, %.0f MiB%n",
            set.title(), contestant.getKey(), turn.seconds(), turn.peakMebibytes());
        turns.computeIfAbsent(contestant.getKey(), name -> new ArrayList<>()).add(turn);
      }
    }
    Files.delete(file);
    table(set, turns);
  }

  private void table(VectorSet set, Map<String, List<Turn>> turns) {
    List<Turn> first = turns.getOrDefault(options.modes().getFirst(), List.of());
    int[] labels = first.getFirst().labels();
    double reference = seconds(turns.getOrDefault(SCIKIT_LEARN, first));
    tables.append(
        "%n%n%,d x %d vectors %s, eps %s, min-samples %d: %d clusters, %d in none%n%n"
            .formatted(
                options.count(),
                options.dimension(),
                set.title(),
                set.eps(),
                VectorSet.MIN_SAMPLES,
                Arrays.stream(labels, 0, options.count()).max().orElse(-1) + 1,
                Arrays.stream(labels, 0, options.count()).filter(label -> label < 0).count()));
    tables.append(
        "| | seconds | as fast as %s | peak MiB | labels that differ | core flags | adjusted Rand |%n"
                .formatted(options.alone() ? "the first" : SCIKIT_LEARN)
            + "|---|---:|---:|---:|---:|---:|---:|%n".formatted());
    turns.forEach((name, all) -> tables.append(row(name, all, reference, labels)));
  }

  private String row(String name, List<Turn> turns, double reference, int[] labels) {
    long different = 0;
    long flags = 0;
    double agreement = 1;
    int n = options.count();
    for (Turn turn : turns) {
      different = Math.max(different, Partitions.differences(turn.labels(), labels, 0, n));
      flags = Math.max(flags, Partitions.differences(turn.labels(), labels, n, 2 * n));
      agreement = Math.min(agreement, Partitions.adjustedRandIndex(turn.labels(), labels, n));
    }
    agreed &=
        switch (name) {
          // It decides in float32, so a pair at the threshold may fall on the other side.
          case SCIKIT_LEARN -> agreement >= LEAST_AGREEMENT;
          case Options.APPROXIMATE -> true;
          default -> different + flags == 0;
        };
    double seconds = seconds(turns);
    return "| %s | %.3f | %.1f x | %.0f | %d | %d | %.6f |%n"
        .formatted(
            title(name),
            seconds,
            reference / seconds,
            Medians.of(turns, Turn::peakMebibytes),
            different,
            flags,
            agreement);
  }

  private static String title(String name) {
    return switch (name) {
      case Options.EXACT -> "exact, from scratch";
      case Options.GROW -> "the last 1% joins the others' clusters";
      case Options.APPROXIMATE ->
          "approximate, %d nearest by the graph, which is built first"
              .formatted(Contestant.NEIGHBORS);
      default -> name;
    };
  }

  private static double seconds(List<Turn> turns) {
    return Medians.of(turns, Turn::seconds);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
