package dev.dermstream.loadtest.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** One job of small items in a process of its own, whose memory is its alone. */
public final class ItemRun {
  static final String RESULT = "RESULT ";

  private ItemRun() {}

  /**
   * Prints how it went, as {@link ItemResult} reads it.
   *
   * @param arguments layer, tar file, an empty folder
   */
  public static void main(String[] arguments) throws Exception {
    Layer layer = Layer.valueOf(arguments[0]);
    try (MemoryWatch memory = new MemoryWatch();
        ItemParts parts = ItemParts.open(Path.of(arguments[1]), Path.of(arguments[2]))) {
      JobTimes times = layer.run(parts);
      check(layer, parts, times.files());
      System.out.println(
          RESULT
              + String.join(
                  " ",
                  Long.toString(times.files()),
                  Double.toString(times.listing()),
                  Double.toString(times.screening()),
                  Double.toString(times.screeningCpu()),
                  Double.toString(times.writing()),
                  Double.toString(times.total()),
                  memory.describe(MemoryWatch.Sample::resident),
                  memory.describe(MemoryWatch.Sample::used),
                  memory.describe(MemoryWatch.Sample::kept)));
    }
    System.exit(0);
  }

  /** A run that lost something is none. */
  private static void check(Layer layer, ItemParts parts, long files) throws IOException {
    if (layer == Layer.LOOP) {
      return;
    }
    try (Stream<String> lines = Files.lines(parts.output())) {
      long written = lines.count();
      if (written != files) {
        throw new IOException("%d items, but %d lines".formatted(files, written));
      }
    }
  }
}
