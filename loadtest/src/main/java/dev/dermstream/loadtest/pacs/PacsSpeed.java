package dev.dermstream.loadtest.pacs;

import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The PACS edge's tables of {@code docs/benchmarks.md}:
 *
 * <pre>
 * loadtest/pacs [--objects N] [--study N] [--rounds N] [--only reception,decoding,study]
 *     [--edge-options OPTIONS] [--write FILE]</pre>
 */
public final class PacsSpeed {
  private final Options options;
  private final Path work;
  private final StringBuilder tables = new StringBuilder();

  private PacsSpeed(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path work = Files.createTempDirectory("dermstream-pacs-");
    PacsSpeed speed = new PacsSpeed(options, work);
    try {
      speed.append(
          "`%s`%n%n%s%n%n"
              .formatted(
                  ("loadtest/pacs " + String.join(" ", arguments)).strip(),
                  Machine.describe(home)));
      speed.run(new PhotographObjects(Photographs.read(home.resolve("samples"))));
    } finally {
      delete(work);
    }
    System.out.print(speed.tables);
    if (options.write().isPresent()) {
      TablesFile.replace(options.write().get(), "pacs", speed.tables.toString());
    }
  }

  private void run(PhotographObjects objects) throws Exception {
    if (options.only().contains(Options.RECEPTION)) {
      append(reception(objects));
    }
    if (options.only().contains(Options.DECODING)) {
      append(new DecodingCost(objects, options, work).run());
    }
    if (options.only().contains(Options.STUDY)) {
      append(new StudySpeed(objects, options, work).run());
    }
  }

  private String reception(PhotographObjects objects) throws IOException, InterruptedException {
    List<Receiver> receivers = new ArrayList<>();
    try {
      String nobody = "127.0.0.1:" + ForeignServer.freePort();
      receivers.add(Edge.start(work.resolve("edge"), Edge.NO_CODES, nobody, options.edgeOptions()));
      receivers.add(Storescp.start(work));
      receivers.add(Orthanc.start(work));
      return new ReceptionSpeed(receivers, objects, options, work).run();
    } finally {
      receivers.forEach(Receiver::close);
    }
  }

  /** Shown at once too: a run that is broken off has not measured in vain. */
  private void append(String table) {
    System.err.print(table);
    tables.append(table);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
