package dev.dermstream.loadtest.confidence;

import com.typesafe.config.Config;
import dev.dermstream.command.LocalCluster;
import dev.dermstream.index.evaluation.EvaluationTool;
import dev.dermstream.index.snapshot.IndexTool;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.lesion.LesionDataset;
import dev.dermstream.trainer.lesion.Outsider;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws pictures that the release has never seen, has them embedded by the release behind its
 * gateway, calibrates a copy of its index on some and evaluates it on others:
 *
 * <pre>
 * loadtest/trust [--pictures N] [--outsiders N] [--files DIR] [--write docs/benchmarks.md]</pre>
 *
 * {@code --files} keeps embeddings, index copy and calibration for {@code dermstream index
 * calibrate} and {@code evaluate}.
 */
public final class TrustMain {
  private static final double COVERAGE = 0.9;
  private static final int NEIGHBOR = 10;
  private static final double TRUE_POSITIVE_RATE = 0.95;
  private static final String NAME = "trust";
  private static final String CALIBRATION = "calibration";
  private static final String HELD_OUT = "held-out";

  /** Of no picture that a release was made of. */
  private static final long SEED = 11;

  private static final long HELD_OUT_FROM = 15_000_000;

  private record Options(int pictures, int outsiders, @Nullable Path files, @Nullable Path write) {
    static Options parse(String[] arguments) {
      int pictures = 1_500;
      int outsiders = 300;
      Path files = null;
      Path write = null;
      for (int i = 0; i < arguments.length; i += 2) {
        if (i + 1 == arguments.length) {
          throw new IllegalArgumentException(arguments[i] + " needs a value");
        }
        String value = arguments[i + 1];
        switch (arguments[i]) {
          case "--pictures" -> pictures = Integer.parseInt(value);
          case "--outsiders" -> outsiders = Integer.parseInt(value);
          case "--files" -> files = Path.of(value);
          case "--write" -> write = Path.of(value);
          default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
        }
      }
      return new Options(pictures, outsiders, files, write);
    }
  }

  private final Options options;
  private final Path folder;
  private final Release release;

  private TrustMain(Options options, Path folder, Release release) {
    this.options = options;
    this.folder = folder;
    this.release = release;
  }

  /** Prints the tables, and writes them where asked. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    Config config = Configuration.load(null);
    Path home = Path.of(config.getString("dermstream.home"));
    Path folder =
        options.files() == null
            ? Files.createTempDirectory("trust")
            : Files.createDirectories(options.files());
    Release release = Release.load(Release.directory(config));
    try {
      String machine = Machine.describe(home);
      TrustMain run = new TrustMain(options, folder, release);
      run.embed(config);
      String tables = run.tables(machine);
      System.out.print(tables);
      if (options.write() != null) {
        TablesFile.replace(options.write(), NAME, tables);
      }
    } finally {
      if (options.files() == null) {
        delete(folder);
      }
    }
  }

  private void embed(Config config) throws Exception {
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL);
        ExecutorService threads =
            Executors.newFixedThreadPool(2 * Runtime.getRuntime().availableProcessors())) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(cluster.gatewayAddress()).usePlaintext().build();
      try {
        embed(new EmbeddedPictures(ScreeningServiceGrpc.newBlockingStub(channel), threads));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private void embed(EmbeddedPictures gateway)
      throws IOException, InterruptedException, ExecutionException {
    LesionDataset lesions = new LesionDataset(SEED);
    known(gateway, lesions, CALIBRATION, 0);
    known(gateway, lesions, HELD_OUT, HELD_OUT_FROM);
    for (Outsider outsider : Outsider.values()) {
      gateway.write(
          file(outsider.name()), options.outsiders(), number -> outsider.jpeg(SEED, number), null);
    }
  }

  private void known(EmbeddedPictures gateway, LesionDataset lesions, String name, long from)
      throws IOException, InterruptedException, ExecutionException {
    gateway.write(
        file(name),
        options.pictures(),
        number -> lesions.jpeg(from + number),
        number -> LesionDataset.idCode(from + number));
  }

  private Path file(String name) {
    return folder.resolve(name.toLowerCase(Locale.ROOT) + ".safetensors");
  }

  private String tables(String machine) throws IOException {
    Profile profile = release.profile("").orElseThrow();
    Path index = folder.resolve("index");
    copy(profile.indexDirectory(), index);
    Path served = profile.indexDirectory().resolve("calibration.json");
    String fitted =
        Files.exists(served)
            ? "The release's own calibration."
            : IndexTool.calibrate(
                    index,
                    file(CALIBRATION),
                    COVERAGE,
                    NEIGHBOR,
                    TRUE_POSITIVE_RATE,
                    profile.temperature(),
                    Optional.empty())
                .substring(index.toString().length() + 1);
    Map<String, Path> outsiders = new LinkedHashMap<>();
    for (Outsider outsider : Outsider.values()) {
      outsiders.put(
          (outsider.isNear() ? "near: " : "far: ") + outsider.words(), file(outsider.name()));
    }
    return """
    `loadtest/trust --pictures %d --outsiders %d --write docs/benchmarks.md`

    %s

    Release %s. %s

    %s\
    """
        .formatted(
            options.pictures(),
            options.outsiders(),
            machine,
            release.id(),
            fitted,
            EvaluationTool.evaluate(index, file(HELD_OUT), outsiders, profile.temperature()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
