package dev.dermstream.command;

import dev.dermstream.platform.concurrent.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts of servers that run at once, each on a thread of its own. Closing waits until every start
 * has ended, well or not, so that nothing opens behind the back of who cleans up after a failure.
 */
final class SideBySide<T> implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("start-", 0).factory());
  private final List<Future<T>> begun;

  SideBySide(List<Callable<T>> starts) {
    begun = starts.stream().map(threads::submit).toList();
  }

  /**
   * Waits for every start.
   *
   * @return what was started, in the order given
   * @throws IOException of the first, in that order, that failed; or if the caller is interrupted
   */
  List<T> await() throws IOException {
    List<T> started = new ArrayList<>();
    for (Future<T> each : begun) {
      started.add(Outcome.of(each, "the servers started"));
    }
    return started;
  }

  @Override
  public void close() {
    threads.close();
  }
}
