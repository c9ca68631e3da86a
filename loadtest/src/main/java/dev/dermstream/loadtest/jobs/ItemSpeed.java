package dev.dermstream.loadtest.jobs;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.table.Medians;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Small items through source, ledger and output with a gateway that answers at once: what the
 * engine costs, layer by layer, and whether its memory grows. Every run is a process of its own.
 */
final class ItemSpeed {
  private static final int ITEM_BYTES = 100;
  private static final int MOST_OF_LAYERS = 100_000;
  private static final List<String> JVM =
      List.of(
          "-Xmx512m",
          "-XX:+UseParallelGC",
          "-Ddermstream.home=" + System.getProperty("dermstream.home", "."));

  private final Options options;
  private final Path folder;

  ItemSpeed(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  /** Markdown. */
  String run() throws IOException, InterruptedException {
    return layers() + whole();
  }

  private String layers() throws IOException, InterruptedException {
    int items = Math.min(options.items(), MOST_OF_LAYERS);
    Path source = NumberedTar.write(folder.resolve("some.tar"), items, ITEM_BYTES);
    Map<Layer, List<ItemResult>> results = new EnumMap<>(Layer.class);
    for (int round = 0; round < options.rounds(); round++) {
      for (Layer layer : Layer.values()) {
        results.computeIfAbsent(layer, _ -> new ArrayList<>()).add(run(layer, source));
      }
    }
    StringBuilder table =
        new StringBuilder(
            """
            Cost of screening an item, %d items of %d bytes in a tar file, medians of %d rounds:

            | | items/s | us an item | CPU us an item |
            |---|---:|---:|---:|
            """
                .formatted(items, ITEM_BYTES, options.rounds()));
    results.forEach((layer, of) -> table.append(row(layer, of)));
    return table.append('\n').toString();
  }

  private static String row(Layer layer, List<ItemResult> results) {
    String name =
        switch (layer) {
          case LOOP -> "a plain loop on a thread for each processor: read, digest, ask";
          case LEDGER -> "with the worker's screening and the SQLite ledger";
          case ENGINE -> "with Jet: the whole engine";
        };
    return "| %s | %.0f | %.1f | %.1f |%n"
        .formatted(
            name,
            1e6 / Medians.of(results, ItemResult::micros),
            Medians.of(results, ItemResult::micros),
            Medians.of(results, ItemResult::cpuMicros));
  }

  private String whole() throws IOException, InterruptedException {
    Path source = NumberedTar.write(folder.resolve("all.tar"), options.items(), ITEM_BYTES);
    ItemResult result = run(Layer.ENGINE, source);
    JobTimes times = result.times();
    return """
    One job of %d items:

    | | seconds | items/s |
    |---|---:|---:|
    | listing | %.1f | %.0f |
    | screening | %.1f | %.0f |
    | writing | %.1f | %.0f |
    | all | %.1f | %.0f |

    | MiB, looked at every second, least and most | second quarter of the time | last quarter |
    |---|---:|---:|
    %s%s%s
    """
        .formatted(
            times.files(),
            times.listing(),
            times.files() / times.listing(),
            times.screening(),
            times.perSecond(),
            times.writing(),
            times.files() / times.writing(),
            times.total(),
            times.files() / times.total(),
            memory("resident", result.resident()),
            memory("heap, garbage included, of at most 512", result.used()),
            memory("heap after the last collection", result.kept()));
  }

  private static String memory(String name, String ranges) {
    return "| %s | %s |%n".formatted(name, ranges.replace(",", " | ").replace("-", " to "));
  }

  private ItemResult run(Layer layer, Path source) throws IOException, InterruptedException {
    Path run = Files.createTempDirectory(folder, "run");
    ProcessBuilder builder =
        new ProcessBuilder(
                Commands.java(
                    JVM,
                    ItemRun.class.getName(),
                    List.of(layer.name(), source.toString(), run.toString())))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(Commands.environment());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    String result = "";
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ItemRun.RESULT)) {
          result = line.substring(ItemRun.RESULT.length());
        }
      }
    }
    if (process.waitFor() != 0 || result.isEmpty()) {
      throw new IOException("The run of " + layer + " failed");
    }
    System.err.println(layer + " " + result);
    MoreFiles.deleteRecursively(run, RecursiveDeleteOption.ALLOW_INSECURE);
    return ItemResult.parse(result);
  }
}
