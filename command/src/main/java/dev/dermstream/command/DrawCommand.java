package dev.dermstream.command;

import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.drawn.DrawnFolder;
import dev.dermstream.trainer.drawn.DrawnSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream dataset draw}: draws pictures of a set with their manifest. */
@Command(
    name = "draw",
    mixinStandardHelpOptions = true,
    description = {
      "Draws pictures of a set that the project makes itself: DIR/images/*.jpg and "
          + "DIR/manifest.jsonl.",
      "The same set, seed and index are the same picture at any time. Not clinical pictures."
    })
final class DrawCommand implements Callable<Integer> {
  private static final int SMALLEST_SIDE = 32;
  private static final int LARGEST_SIDE = 4096;

  /** For help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(DrawnSet.values()).map(DrawnSet::setName).iterator();
    }
  }

  @Option(
      names = "--set",
      required = true,
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  String name = "";

  @Option(
      names = "--count",
      required = true,
      paramLabel = "N",
      description = "Pictures; the classes take turns.")
  int count = 1;

  @Option(names = "--first", paramLabel = "I", description = "Index of the first. Default: 0.")
  long first;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Another seed is another set. Default: ${DEFAULT-VALUE}.")
  long seed = 1;

  @Option(
      names = "--width",
      paramLabel = "W",
      description = "Columns, 32 to 4096. Default: as the set has them.")
  @Nullable Integer width;

  @Option(
      names = "--height",
      paramLabel = "H",
      description = "Rows, 32 to 4096. Default: as the set has them.")
  @Nullable Integer height;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    try {
      DrawnSet set = DrawnSet.named(name);
      DrawnFolder folder =
          new DrawnFolder(
              new DrawnFolder.Stretch(set, seed, first, count),
              side("--width", width, set.defaultWidth()),
              side("--height", height, set.defaultHeight()));
      try (ProgressLine progress = new ProgressLine("Pictures", count)) {
        folder.write(out, () -> progress.step(() -> {}));
      }
      System.out.printf("%s: %d pictures of %s%n", out, count, set.setName());
      return 0;
    } catch (IllegalArgumentException e) {
      throw new DatasetException(String.valueOf(e.getMessage()));
    }
  }

  private static int side(String option, @Nullable Integer asked, int usual) {
    int pixels = asked == null ? usual : asked;
    if (pixels < SMALLEST_SIDE || pixels > LARGEST_SIDE) {
      throw new IllegalArgumentException(
          "%s %d is not %d to %d".formatted(option, pixels, SMALLEST_SIDE, LARGEST_SIDE));
    }
    return pixels;
  }
}
