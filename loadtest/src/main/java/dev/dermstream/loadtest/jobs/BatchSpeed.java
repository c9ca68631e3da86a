package dev.dermstream.loadtest.jobs;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The tables of batch screening in {@code docs/benchmarks.md}, each part with a place of its own:
 *
 * <pre>
 * loadtest/batch [--only node,lanes,items,scale] [--images N] [--items N] [--rounds N]
 *     [--seconds N] [--write FILE]</pre>
 */
public final class BatchSpeed {
  private final Options options;
  private final Path home;
  private final Path work;

  private BatchSpeed(Options options, Path home, Path work) {
    this.options = options;
    this.home = home;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path work = Files.createTempDirectory("dermstream-batch-");
    try {
      BatchSpeed speed = new BatchSpeed(options, home, work);
      for (String part : options.parts()) {
        speed.show(part, "loadtest/batch " + String.join(" ", arguments));
      }
    } finally {
      MoreFiles.deleteRecursively(work, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    // The network threads of the clients linger.
    System.exit(0);
  }

  /** At once: a run that is broken off has not measured in vain. */
  private void show(String part, String command) throws Exception {
    String table = "`%s`%n%n%s%n%n%s".formatted(command.strip(), Machine.describe(home), run(part));
    System.out.print(table);
    if (options.write().isPresent()) {
      TablesFile.replace(options.write().get(), "batch-" + part, table);
    }
  }

  private String run(String part) throws Exception {
    Path folder = Files.createDirectories(work.resolve(part));
    return switch (part) {
      case Options.NODE -> new NodeSpeed(options, folder).run();
      case Options.LANES -> new LaneSpeed(options, folder).run();
      case Options.ITEMS -> new ItemSpeed(options, folder).run();
      default -> new ScaleSpeed(options, folder).run();
    };
  }
}
