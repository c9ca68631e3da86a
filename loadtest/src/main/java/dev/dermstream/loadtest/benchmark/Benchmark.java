package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.BareProcess;
import dev.dermstream.loadtest.model.GeneratedRepository;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The tables of {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/compare [--quick] [--rounds N] [--seconds S] [--only NAME,NAME] [--only-batching]
 *     [--write FILE]</pre>
 *
 * Every server must give the bare engine's scores before anything is measured. Servers take turns
 * in short rounds, each round in another order, so that what else happens on the machine hits all
 * alike; figures are medians over rounds, ratios are to the bare engine's turn of the same round.
 * Ends with 1 if a server is absent or a call failed.
 */
public final class Benchmark {
  private static final int MATRIX_ROUNDS = 3;

  /** Blanks that make a Markdown line one of code: what processes print is shown as it is. */
  private static final int CODE_INDENT = 4;

  private static final Set<String> ROW_SERVERS = Set.of(Contestants.NODE, Contestants.TUNED);

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
      String command = ("loadtest/compare " + String.join(" ", arguments)).strip();
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
      Contestants starter = new Contestants(home, models, pictures, work);
      for (String name : Contestants.NAMES) {
        if (options.only().contains(name)
            && (!options.onlyBatching() || ROW_SERVERS.contains(name))) {
          lineup.add(name, starter, expected, options.warmUp());
        }
      }
      StringBuilder tables = new StringBuilder();
      tables.append("`%s`%n%n%s%n%n".formatted(command, machine));
      lineup.absences().forEach(absence -> tables.append("Absent: %s%n%n".formatted(absence)));
      boolean complete = measure(bare, lineup, tables) && lineup.absences().isEmpty();
      System.out.print(tables);
      if (options.write().isPresent()) {
        TablesFile.replace(options.write().get(), "benchmark", tables.toString());
      }
      return complete;
    }
  }

  private boolean measure(BareProcess bare, Lineup lineup, StringBuilder tables)
      throws IOException, InterruptedException, TimeoutException {
    boolean complete = true;
    if (!options.onlyBatching()) {
      BareModes modes = BareModes.choose(bare, options.warmUp());
      Saturation saturation = saturate(bare, modes, lineup.contestants());
      complete = saturation.failures() == 0;
      tables.append(saturation.markdown(modes)).append('\n');
      // A part that fails must not cost the others; it is named in its place.
      complete &= appended(tables, "Half load", () -> halfLoad(lineup, saturation, tables));
    }
    return appended(tables, "Batching", () -> matrices(bare, lineup.contestants(), tables))
        && complete;
  }

  /** A part of the tables; true if no call failed. */
  private interface Part {
    boolean append() throws IOException, InterruptedException, TimeoutException, ExecutionException;
  }

  private static boolean appended(StringBuilder tables, String name, Part part)
      throws InterruptedException {
    try {
      return part.append();
    } catch (IOException
        | TimeoutException
        | ExecutionException
        | IllegalStateException
        | StatusRuntimeException e) {
      tables.append(
          "%s could not be measured:%n%n%s%n".formatted(name, e.toString().indent(CODE_INDENT)));
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
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    List<RowServer> servers =
        new ArrayList<>(contestants.stream().map(RowServer::of).flatMap(Optional::stream).toList());
    try {
      float[] expected = bare.rowScores();
      for (RowServer server : servers) {
        server.tryOut(expected, Options.CONCURRENCIES.getLast(), options.warmUp());
      }
      MatrixRuns runs = new MatrixRuns();
      Duration turn = options.turn().dividedBy(2);
      for (int round = 0; round < Math.min(MATRIX_ROUNDS, options.rounds()); round++) {
        runs.round(bare, servers, turn);
        Collections.rotate(servers, 1);
      }
      tables.append(runs.markdown());
      return runs.failures() == 0;
    } finally {
      servers.forEach(RowServer::close);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
