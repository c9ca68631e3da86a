package dev.dermstream.loadtest.startup;

import dev.dermstream.loadtest.startup.StartedServer.Start;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.Medians;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long servers take from the start of their JVM until they are ready, with and without archives
 * of classes:
 *
 * <pre>
 * loadtest/startup [--rounds N] [--write FILE]</pre>
 *
 * Every archive is written by a start of its own before; then all take turns. The script gives a
 * folder for all of it ({@code startup.work}), which holds ONNX Runtime's library already.
 */
public final class StartUp {
  private static final int ROUNDS = 5;
  private static final double MIB = 1 << 20;

  /**
   * Something that is started.
   *
   * @param training JVM options of the start that writes the archive; none without one
   * @param options JVM options of those that are measured
   */
  private record Kind(String role, String archive, List<String> training, List<String> options) {}

  private StartUp() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = ROUNDS;
    Optional<Path> write = Optional.empty();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[i + 1]);
        case "--write" -> write = Optional.of(Path.of(arguments[i + 1]));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
      }
    }
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path work = Path.of(System.getProperty("startup.work"));
    String tables =
        "`%s`%n%n%s%n%n%s"
            .formatted(
                ("loadtest/startup " + String.join(" ", arguments)).strip(),
                Machine.describe(home),
                measure(new StartedServer(home, work), kinds(work), rounds));
    System.out.print(tables);
    if (write.isPresent()) {
      TablesFile.replace(write.get(), "startup", tables);
    }
  }

  private static List<Kind> kinds(Path work) {
    List<Kind> kinds = new ArrayList<>();
    for (String role : List.of("all", "gateway")) {
      Path shared = work.resolve(role + ".jsa");
      Path ahead = work.resolve(role + ".aot");
      kinds.add(new Kind(role, "none", List.of(), List.of()));
      kinds.add(
          new Kind(
              role,
              "AppCDS",
              List.of("-XX:ArchiveClassesAtExit=" + shared),
              List.of("-XX:SharedArchiveFile=" + shared)));
      kinds.add(
          new Kind(
              role,
              "AOT cache",
              List.of("-XX:AOTCacheOutput=" + ahead),
              List.of("-XX:AOTCache=" + ahead)));
    }
    return kinds;
  }

  private static String measure(StartedServer server, List<Kind> kinds, int rounds)
      throws IOException, InterruptedException {
    Map<Kind, List<Start>> starts = new LinkedHashMap<>();
    for (Kind kind : kinds) {
      System.err.printf("%s, %s: first start%n", kind.role(), kind.archive());
      server.run(kind.role(), kind.training());
    }
    List<Kind> order = new ArrayList<>(kinds);
    for (int round = 1; round <= rounds; round++) {
      System.err.printf("round %d of %d%n", round, rounds);
      for (Kind kind : order) {
        starts
            .computeIfAbsent(kind, key -> new ArrayList<>())
            .add(server.run(kind.role(), kind.options()));
      }
      Collections.rotate(order, 1);
    }
    return markdown(starts);
  }

  private static String markdown(Map<Kind, List<Start>> starts) {
    StringBuilder table = new StringBuilder();
    table.append("| roles | archive | median s | best s | processor time s | resident MiB |\n");
    table.append("|---|---|---:|---:|---:|---:|\n");
    starts.forEach((kind, all) ->
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %.2f | %.2f | %.2f | %.0f |%n",
                kind.role(),
                kind.archive(),
                Medians.of(all, Start::seconds),
                all.stream().mapToDouble(Start::seconds).min().orElseThrow(),
                Medians.of(all, Start::cpuSeconds),
                Medians.of(all, start -> start.residentBytes() / MIB))));
    return table.toString();
  }
}
