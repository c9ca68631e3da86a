package dev.dermstream.loadtest.training;

import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The training tables of {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/training [--only speed,pipeline,memory,four-bit] [--threads N] [--steps N] [--rounds N]
 *     [--memory-steps N] [--alone] [--write FILE]</pre>
 */
public final class TrainingSpeed {
  private static final double MIB = 1 << 20;

  private final Options options;
  private final Path home;
  private final Path work;

  private TrainingSpeed(Options options, Path home, Path work) {
    this.options = options;
    this.home = home;
    this.work = work;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments);
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    String head =
        "`%s`%n%n%s PyTorch's threads: %d.%n%n"
            .formatted(
                ("loadtest/training " + String.join(" ", arguments)).strip(),
                Machine.describe(home),
                options.threads());
    Path work = Files.createTempDirectory("dermstream-training-");
    Map<String, String> tables = new LinkedHashMap<>();
    try {
      TrainingSpeed run = new TrainingSpeed(options, home, work);
      for (String part : options.parts()) {
        tables.put(part, head + run.part(part));
        System.out.print(tables.get(part) + "\n");
      }
    } finally {
      delete(work);
    }
    if (options.write().isPresent()) {
      for (Map.Entry<String, String> table : tables.entrySet()) {
        TablesFile.replace(options.write().get(), "training-" + table.getKey(), table.getValue());
      }
    }
  }

  private String part(String name) throws IOException, InterruptedException {
    return switch (name) {
      case "speed" -> new StepComparison(options, work, peer()).run();
      case "pipeline" -> pipeline();
      case "memory" -> memory();
      default -> fourBit();
    };
  }

  private Optional<Libtorch> peer() throws IOException, InterruptedException {
    if (options.alone()) {
      return Optional.empty();
    }
    String libtorch = System.getenv().getOrDefault("LIBTORCH", "/opt/libtorch");
    return Optional.of(Libtorch.compile(Path.of(libtorch), work));
  }

  private String pipeline() throws IOException, InterruptedException {
    Turn turn =
        Turn.of(
            Turn.java(
                options.threads(),
                PipelineShare.class,
                home.resolve("releases/demonstration/model").toString(),
                String.valueOf(options.steps() * options.rounds())),
            work);
    double data = turn.number("data");
    double compute = turn.number("compute");
    return """
    | batch of 32 pictures with questions | ms |
    |---|---:|
    | data: chosen, changed, worded, tokens | %.2f |
    | step: forward, loss, backward, AdamW | %.1f |
    | share of the time that waits for data | %.4f |
    """
        .formatted(data / 1e6, compute / 1e6, data / (data + compute));
  }

  private String memory() throws IOException, InterruptedException {
    Turn turn =
        Turn.of(
            Turn.javaOfHeap(
                "64m",
                options.threads(),
                MemoryOverSteps.class,
                String.valueOf(options.memorySteps())),
            work);
    StringBuilder table = new StringBuilder("| steps | resident MiB |\n|---:|---:|\n");
    for (int tenth = 1; tenth <= 10; tenth++) {
      int step = options.memorySteps() / 10 * tenth;
      table.append("| %d | %.1f |%n".formatted(step, turn.number("resident-" + step) / MIB));
    }
    return table.toString();
  }

  private String fourBit() throws IOException, InterruptedException {
    Path file = work.resolve("base.safetensors");
    Turn.of(Turn.java(1, FourBitBase.class, "write", file.toString()), work);
    StringBuilder table =
        new StringBuilder(
            """
            | base | linear weights MiB | own memory when loaded MiB | between forward and backward MiB | step s | tokens/s | first loss |
            |---|---:|---:|---:|---:|---:|---:|
            """);
    int steps = Options.WARMUP + options.steps();
    for (String kind : new String[] {"float32", "nf4"}) {
      Turn turn =
          Turn.of(
              Turn.java(
                  options.threads(),
                  FourBitBase.class,
                  kind,
                  file.toString(),
                  String.valueOf(steps)),
              work);
      double seconds = turn.medianSeconds(Options.WARMUP);
      table.append(
          "| %s | %.1f | %.0f | %.0f | %.2f | %.0f | %.4f |%n"
              .formatted(
                  kind,
                  turn.number("bytes") / MIB,
                  turn.number("loaded") / MIB,
                  turn.number("held") / MIB,
                  seconds,
                  FourBitBase.BATCH * FourBitBase.SEQUENCE / seconds,
                  turn.losses().getFirst()));
    }
    return table.toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
