package dev.dermstream.loadtest.chaos;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Where a scenario acts while the client goes on asking. */
final class Stage {
  private final ChaosCluster cluster;
  private final Ledger ledger;
  private final int seconds;
  private final Consumer<String> progress;
  private final long startNanos = System.nanoTime();

  /**
   * @param seconds how long a fault that lasts is to last
   * @param progress takes a line for each step
   */
  Stage(ChaosCluster cluster, Ledger ledger, int seconds, Consumer<String> progress) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.seconds = seconds;
    this.progress = progress;
  }

  ChaosCluster cluster() {
    return cluster;
  }

  Member member(String name) {
    return cluster.member(name);
  }

  List<Member> members(Member.Role role) {
    return cluster.members().stream().filter(each -> each.role() == role).toList();
  }

  int seconds() {
    return seconds;
  }

  /** Tells of a step. */
  void say(String step) {
    double since = (System.nanoTime() - startNanos) / 1e9;
    progress.accept(String.format(Locale.ROOT, "  %6.1f s  %s", since, step));
  }

  /** From now on it counts how long anything is disturbed. */
  void fault(String what) {
    ledger.fault();
    say(what);
  }

  /** Lets the fault last. */
  void last() throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }

  /** Lets it last for a while. */
  void last(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }
}
