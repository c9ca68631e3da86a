package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.BareProcess;
import dev.dermstream.loadtest.model.GeneratedRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The tables of {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/benchmark [--quick] [--rounds N] [--seconds S] [--only NAME,NAME] [--write FILE]</pre>
 *
 * Every server must give the bare engine's scores before anything is measured. Servers take turns
 * in short rounds, each round in another order, so that what else happens on the machine hits all
 * alike; figures are medians over rounds, ratios are to the bare engine's turn of the same round.
 * Ends with 1 if a server is absent or a call failed.
 */
public final class Benchmark {
  private static final int MATRIX_ROUNDS = 3;

  private final Options options;
  private final Path home;
  private final Path work;

  private Benchmark(Options options, Path home, Path work) {
    this.options = options;
    this.home = home;
    this.work = work;
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, TimeoutException {
    Options options = Options.parse(arguments);
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path work = Files.createTempDirectory("dermstream-benchmark-");
    boolean complete;
    try {
      String command = ("loadtest/benchmark " + String.join(" ", arguments)).strip();
      complete = new Benchmark(options, home, work).run(command);
    } finally {
      delete(work);
    }
    System.exit(complete ? 0 : 1);
  }

  private boolean run(String command) throws IOException, InterruptedException, TimeoutException {
    String machine = Machine.describe(home);
    GeneratedRepository models = GeneratedRepository.write(work.resolve("models"));
    List<byte[]> pictures = Pictures.read(home.resolve("samples"));
    Path files = Pictures.write(pictures, work.resolve("pictures"));
    try (BareProcess bare = BareProcess.start(models.cnn(), models.matrices(), files, work);
        Lineup lineup = new Lineup()) {
      List<float[]> expected = Lineup.expected(bare, pictures.size());
      BareModes modes = BareModes.choose(bare, options.warmUp());
      Contestants starter = new Contestants(home, models, pictures, work);
      for (String name : Contestants.NAMES) {
        if (options.only().contains(name)) {
          lineup.add(name, starter, expected, options.warmUp());
        }
      }
      return measure(command, machine, bare, modes, lineup);
    }
  }

  private boolean measure(
      String command, String machine, BareProcess bare, BareModes modes, Lineup lineup)
      throws IOException, InterruptedException, TimeoutException {
    StringBuilder tables = new StringBuilder();
    tables.append("`%s`%n%n%s%n%n".formatted(command, machine));
    lineup.absences().forEach(absence -> tables.append("Absent: %s%n%n".formatted(absence)));
    Saturation saturation = saturate(bare, modes, lineup.contestants());
    boolean complete = lineup.absences().isEmpty() && saturation.failures() == 0;
    tables.append(saturation.markdown(modes)).append('\n');
    System.out.print(tables);

    // A part that fails must not cost the others; it is named in its place.
    StringBuilder rest = new StringBuilder();
    complete &= appended(rest, "Half load", () -> halfLoad(lineup, saturation, rest));
    complete &= appended(rest, "Batching", () -> matrices(bare, lineup.contestants(), rest));
    System.out.print(rest);
    if (options.write().isPresent()) {
      TablesFile.replace(options.write().get(), tables.append(rest).toString());
    }
    return complete;
  }

  /** A part of the tables; true if no call failed. */
  private interface Part {
    boolean append() throws IOException, InterruptedException, TimeoutException;
  }

  private static boolean appended(StringBuilder tables, String name, Part part)
      throws InterruptedException {
    try {
      return part.append();
    } catch (IOException | TimeoutException e) {
      tables.append("%s could not be measured: %s%n%n".formatted(name, e));
      return false;
    }
  }

  private boolean halfLoad(Lineup lineup, Saturation saturation, StringBuilder tables)
      throws IOException, InterruptedException, TimeoutException {
    HalfLoad halfLoad = new HalfLoad();
    halfLoad.measure(lineup.contestants(), saturation, options.halfLoad());
    tables.append(halfLoad.markdown(saturation.bareMillis())).append('\n');
    return halfLoad.failures() == 0;
  }

  private Saturation saturate(BareProcess bare, BareModes modes, List<Contestant> contestants)
      throws IOException, InterruptedException, TimeoutException {
    Saturation saturation = new Saturation();
    List<Contestant> order = new ArrayList<>(contestants);
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d%n", round, options.rounds());
      for (int concurrency : Options.CONCURRENCIES) {
        saturation.addBare(concurrency, modes.at(concurrency).run(bare, options.turn()));
        for (Contestant contestant : order) {
          saturation.add(
              concurrency, contestant.name(), contestant.closed(concurrency, options.turn()));
        }
        Collections.rotate(order, 1);
      }
    }
    return saturation;
  }

  private boolean matrices(BareProcess bare, List<Contestant> contestants, StringBuilder tables)
      throws IOException, InterruptedException, TimeoutException {
    MatrixRuns runs = new MatrixRuns();
    for (Contestant contestant : contestants) {
      if (contestant.name().equals(Contestants.DERMSTREAM)) {
        try (Target target =
            new InferenceTarget(contestant.server().port(), List.of(Requests.rows(1)))) {
          ClosedLoop.run(target, Options.CONCURRENCIES.getLast(), options.warmUp());
          Duration turn = options.turn().dividedBy(2);
          for (int round = 0; round < Math.min(MATRIX_ROUNDS, options.rounds()); round++) {
            runs.round(bare, target, turn);
          }
        }
      }
    }
    tables.append(runs.markdown());
    return runs.failures() == 0;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
