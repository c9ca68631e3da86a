package dev.dermstream.loadtest.gatling;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.latency.LatencyReport;
import dev.dermstream.loadtest.gatling.latency.RequestLatency;
import dev.dermstream.loadtest.table.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a run's results go: beside Gatling's report, whose folder Gatling chooses when the run
 * begins and tells nobody. It is the one that is new.
 */
final class Results {
  private final Path folder;
  private final Set<Path> known;
  private final JsonObject facts = new JsonObject();

  private Results(Path folder, Set<Path> known) {
    this.folder = folder;
    this.known = known;
  }

  static Results before(Parameters parameters, Path home, String simulation)
      throws IOException, InterruptedException {
    Path folder = folder(parameters, home, simulation);
    Results results = new Results(folder, Set.copyOf(runs(folder)));
    results.facts.addProperty("simulation", simulation);
    results.facts.addProperty("parameters", parameters.described());
    results.facts.addProperty("machine", Machine.describe(home));
    return results;
  }

  /** In which each run has a folder of its own. */
  static Path folder(Parameters parameters, Path home, String simulation) {
    return parameters
        .path(Parameter.RESULTS)
        .orElse(home.resolve("loadtest/target/gatling").resolve(simulation));
  }

  private static List<Path> runs(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  void write(Stage stage, List<Verdict> verdicts, Map<String, Finding> findings)
      throws IOException {
    facts.addProperty("servers", stage.served().description());
    facts.addProperty("seconds", stage.duration().toMillis() / 1e3);
    facts.add("verdicts", judged(verdicts, findings));
    stage.watch().ifPresent(watch -> facts.add("servers_seen", watch.json()));
    print(stage);
    System.out.println(
        "Latencies in microseconds: " + LatencyReport.write(own(), stage.latencies(), facts));
  }

  private static JsonArray judged(List<Verdict> verdicts, Map<String, Finding> findings) {
    JsonArray all = new JsonArray();
    for (Verdict verdict : verdicts) {
      Finding finding =
          Optional.ofNullable(findings.get(verdict.sentence()))
              .orElse(new Finding(false, "the run did not come to its end"));
      System.out.printf(
          "%s: %s: %s%n",
          finding.holds() ? "holds" : "DOES NOT HOLD", verdict.sentence(), finding.figures());
      JsonObject said = new JsonObject();
      said.addProperty("verdict", verdict.sentence());
      said.addProperty("holds", finding.holds());
      said.addProperty("figures", finding.figures());
      all.add(said);
    }
    return all;
  }

  private Path own() throws IOException {
    return runs(folder).stream()
        .filter(run -> !known.contains(run))
        .max(Comparator.comparing(Path::getFileName))
        .orElse(folder);
  }

  private static void print(Stage stage) {
    System.out.println(
        "| request | answered | a second | p50 ms | p95 ms | p99 ms | max ms | failed |");
    System.out.println("|---|---:|---:|---:|---:|---:|---:|---|");
    for (String name : stage.latencies().names()) {
      RequestLatency latency = stage.latencies().of(name);
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %s |%n",
          name,
          latency.answered(),
          latency.answeredPerSecond(),
          latency.fromDue().getValueAtPercentile(50) / 1e3,
          latency.fromDue().getValueAtPercentile(95) / 1e3,
          latency.fromDue().getValueAtPercentile(99) / 1e3,
          latency.fromDue().getMaxValue() / 1e3,
          failures(latency));
    }
  }

  private static String failures(RequestLatency latency) {
    String said =
        latency.failures().entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
    return said.isEmpty() ? "0" : said;
  }
}
