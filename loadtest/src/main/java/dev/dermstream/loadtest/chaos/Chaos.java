package dev.dermstream.loadtest.chaos;

import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running cluster with what it answers undisturbed, on which one scenario after another is let
 * loose under load.
 */
final class Chaos implements AutoCloseable {
  private static final int PICTURES = 60;

  /** Until the last request that took so long, or had no answer, a fault counts as felt. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final ChaosCluster cluster;
  private final List<ExpectedAnswer> answers;
  private final Consumer<String> progress;
  private int runs;

  /**
   * What a scenario came to.
   *
   * @param findings the first things that were not as they should be, a sentence each
   */
  record Result(Scenario scenario, Counts counts, List<String> findings) {
    Result {
      findings = List.copyOf(findings);
    }
  }

  private Chaos(ChaosCluster cluster, List<ExpectedAnswer> answers, Consumer<String> progress) {
    this.cluster = cluster;
    this.answers = answers;
    this.progress = progress;
  }

  /**
   * Asks for every picture once, undisturbed.
   *
   * @param cluster is closed with it
   * @param seed of the pictures
   * @param progress takes a line for each step
   * @throws IOException if two of the answers could not be told apart
   */
  static Chaos prepare(ChaosCluster cluster, long seed, Consumer<String> progress)
      throws IOException {
    List<ExpectedAnswer> answers = new ArrayList<>();
    ManagedChannel gateway = cluster.channels().getFirst();
    for (Picture picture : Picture.paint(PICTURES, seed)) {
      Request request = new Request(0, picture, 0, 0);
      Report report =
          ScreeningServiceGrpc.newBlockingStub(gateway)
              .withDeadlineAfter(60, TimeUnit.SECONDS)
              .screen(request.message())
              .getReport();
      ExpectedAnswer answer = ExpectedAnswer.of(picture, report);
      for (ExpectedAnswer other : answers) {
        if (answer.isLike(other)) {
          throw new IOException(
              "Pictures %d and %d lie alike to all classes; choose another seed"
                  .formatted(picture.number(), other.picture().number()));
        }
      }
      answers.add(answer);
    }
    return new Chaos(cluster, List.copyOf(answers), progress);
  }

  /**
   * Lets it happen in the middle of a steady load.
   *
   * @param seconds of load before and after it, and how long it lasts, if it lasts
   * @throws IOException if a server did not do as it was told
   */
  Result run(Scenario scenario, int seconds, int requestsPerSecond)
      throws IOException, InterruptedException {
    progress.accept(scenario.word() + ": " + scenario.description());
    Ledger ledger = new Ledger(SLOW);
    String name = scenario.word() + "-" + ++runs;
    long furtherAttempts;
    try (FurtherAttempts further = new FurtherAttempts(cluster.metricsPorts());
        CountingClient client = new CountingClient(name, doors(name), answers, ledger)) {
      Stage stage = new Stage(cluster, ledger, seconds, progress);
      client.start(requestsPerSecond);
      stage.last();
      scenario.disturb(stage);
      stage.last();
      client.stop();
      furtherAttempts = further.count();
    }
    List<String> audit = findingsOfAudit(ledger);
    List<String> findings = new ArrayList<>(ledger.findings());
    findings.addAll(audit);
    Result result = new Result(scenario, ledger.counts(audit.size(), furtherAttempts), findings);
    progress.accept("  " + ChaosTable.sentence(result.counts()));
    findings.forEach(each -> progress.accept("  ! " + each));
    return result;
  }

  private List<CountingClient.Gateway> doors(String name) {
    List<CountingClient.Gateway> doors = new ArrayList<>();
    for (ManagedChannel channel : cluster.channels()) {
      doors.add(
          new CountingClient.Gateway(
              new UnaryDoor(channel),
              new StreamDoor(channel, "%s-stream-%d".formatted(name, doors.size()))));
    }
    return doors;
  }

  private List<String> findingsOfAudit(Ledger ledger) throws IOException {
    try {
      return AuditCheck.findings(cluster.audits(), ledger.answers());
    } catch (AuditStoreException e) {
      throw new IOException("The audit cannot be read", e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
