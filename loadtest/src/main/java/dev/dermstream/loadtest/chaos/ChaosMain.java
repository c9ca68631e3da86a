package dev.dermstream.loadtest.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code loadtest/chaos}: two gateways, three nodes and two indexes as processes, a steady load,
 * and what goes wrong meanwhile. Ends with 0 only if in every scenario every request was answered
 * rightly or refused with a retryable status, exactly once, and the audit says the same.
 */
@Command(
    name = "loadtest/chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lets servers die, stand still, be cut off and be restarted under load, and counts what "
          + "becomes of every request.",
      "Ends with 0 only if each was answered rightly or refused with a retryable status, "
          + "exactly once, and in every scenario that could run here."
    })
final class ChaosMain implements Callable<Integer> {
  private static final int GATEWAYS = 2;
  private static final int NODES = 3;
  private static final int INDEXES = 2;

  @Parameters(
      paramLabel = "SCENARIO",
      description =
          "kill-node, kill-index, kill-gateway, stop-node, stop-index, restart, "
              + "rolling-restart, full-disk, reset, slow-peer, clock-jump. Default: all but "
              + "restart, which is a part of rolling-restart.")
  List<String> words = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Load before and after each fault, and length of those that last. Default: 10.")
  int seconds = 10;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Requests per second. Default: 20.")
  int rate = 20;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "20261121",
      description = "Of the pictures and the ports that are tried. Default: 20261121.")
  long seed = 20_261_121;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChaosMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Scenario> scenarios =
        words.isEmpty() ? List.of(Scenario.values()) : words.stream().map(Scenario::of).toList();
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    Path logs = Files.createTempDirectory("dermstream-chaos-");
    System.out.printf("%d requests/s, seed %d; logs of the servers in %s%n%n", rate, seed, logs);
    List<Chaos.Result> results = new ArrayList<>();
    boolean complete = true;
    for (Layout layout : Layout.values()) {
      List<Scenario> here = possible(scenarios, layout);
      if (!here.isEmpty()) {
        complete &= run(layout, here, home, logs.resolve(layout.name()), results);
      }
    }
    System.out.printf("%n%s", ChaosTable.markdown(results));
    return complete && results.stream().allMatch(each -> each.counts().isRight()) ? 0 : 1;
  }

  private static List<Scenario> possible(List<Scenario> scenarios, Layout layout) {
    List<Scenario> possible = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      if (scenario.layout() == layout) {
        scenario
            .obstacle()
            .ifPresentOrElse(
                why -> System.out.printf("%s does not run: %s%n", scenario.word(), why),
                () -> possible.add(scenario));
      }
    }
    return possible;
  }

  /** False if a scenario could not be run to its end. */
  private boolean run(
      Layout layout, List<Scenario> scenarios, Path home, Path logs, List<Chaos.Result> results)
      throws InterruptedException {
    System.out.printf(
        "Starting %d gateways, %d nodes, %d indexes (%s) ...%n", GATEWAYS, NODES, INDEXES, layout);
    try (Chaos chaos =
        Chaos.prepare(
            ChaosCluster.start(layout, GATEWAYS, NODES, INDEXES, home, logs),
            seed,
            ChaosMain::print)) {
      for (Scenario scenario : scenarios) {
        results.add(chaos.run(scenario, seconds, rate));
      }
      return true;
    } catch (IOException e) {
      System.out.printf("  ! not run to the end: %s%n", e.getMessage());
      return false;
    }
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
