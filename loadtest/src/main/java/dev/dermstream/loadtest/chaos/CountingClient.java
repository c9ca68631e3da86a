package dev.dermstream.loadtest.chaos;

import dev.dermstream.loadtest.chaos.Ledger.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends pictures at a steady rate, whatever becomes of those before, over all gateways, methods and
 * lanes, and books what became of each. A request that was refused with a retryable status, or
 * whose connection broke, is sent again to the next gateway until its deadline: what a sensible
 * caller does, since screening changes nothing. Thread-safe.
 */
final class CountingClient implements Attempt.Listener, AutoCloseable {
  /** Of a request. Longer than anything here may disturb one. */
  static final Duration DEADLINE = Duration.ofSeconds(15);

  /** After its deadline a request is given up: the server may have been about to say so itself. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final long FIRST_PAUSE_MILLIS = 25;
  private static final int MOST_DOUBLINGS = 4;

  private final String name;
  private final List<Gateway> gateways;
  private final List<ExpectedAnswer> answers;
  private final Ledger ledger;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(2, Thread.ofPlatform().name("client-", 0).factory());
  private @Nullable Future<?> pace;
  private long number;
  private boolean stopped;

  /** The two ways to ask one gateway. */
  record Gateway(Door unary, Door stream) {}

  /**
   * @param name begins the ids of all attempts
   * @param answers what is asked and what must come
   */
  CountingClient(String name, List<Gateway> gateways, List<ExpectedAnswer> answers, Ledger ledger) {
    this.name = name;
    this.gateways = List.copyOf(gateways);
    this.answers = List.copyOf(answers);
    this.ledger = ledger;
  }

  /** Begins to send. */
  void start(int requestsPerSecond) {
    pace =
        timer.scheduleAtFixedRate(
            this::next, 0, TimeUnit.SECONDS.toNanos(1) / requestsPerSecond, TimeUnit.NANOSECONDS);
  }

  private synchronized void next() {
    if (stopped) {
      return;
    }
    long now = System.nanoTime();
    Picture picture = answers.get((int) (number % answers.size())).picture();
    Request request = new Request(number++, picture, now, now + DEADLINE.toNanos());
    ledger.sent(request);
    attempt(request, 1);
  }

  private void attempt(Request request, int count) {
    int turn = (request.gateway(gateways.size()) + count - 1) % gateways.size();
    Gateway gateway = gateways.get(turn);
    Attempt attempt =
        new Attempt(request, count, "%s-%d-%d".formatted(name, request.number(), count), this);
    var _ =
        timer.schedule(
            attempt::giveUp, request.remainingNanos() + GRACE.toNanos(), TimeUnit.NANOSECONDS);
    (request.isStreamed() ? gateway.stream() : gateway.unary()).send(attempt);
  }

  @Override
  public void ended(Attempt attempt, Ending ending) {
    switch (ending) {
      case Ending.Answered(var report) -> {
        String difference = answers.get(attempt.request().picture().number()).difference(report);
        if (difference.isEmpty()) {
          ledger.answered(attempt, report.getRequestId());
        } else {
          ledger.ended(attempt.request(), Outcome.WRONG, "got a report that " + difference);
        }
      }
      case Ending.Refused(var code, var retryable) -> {
        if (retryable) {
          again(attempt, code);
        } else {
          ledger.ended(attempt.request(), Outcome.FAILED, "ended with " + code);
        }
      }
      case Ending.Broken(var why) ->
          again(attempt, "connection: " + why.lines().findFirst().orElse(""));
      case Ending.Silent() ->
          ledger.ended(
              attempt.request(),
              Outcome.LOST,
              "heard nothing at attempt %d (%s)".formatted(attempt.number(), attempt.id()));
    }
  }

  @Override
  public void endedAgain(Attempt attempt, Ending ending) {
    ledger.doubled("attempt %s ended again: %s".formatted(attempt.id(), ending));
  }

  private void again(Attempt attempt, String cause) {
    ledger.disturbed(cause);
    Request request = attempt.request();
    long pause =
        (FIRST_PAUSE_MILLIS << Math.min(attempt.number() - 1, MOST_DOUBLINGS))
            + ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MILLIS);
    if (request.remainingNanos() <= TimeUnit.MILLISECONDS.toNanos(pause)) {
      ledger.ended(request, Outcome.REFUSED, "was refused to its deadline, last with " + cause);
    } else {
      // An exception in there leaves the request open, and that is counted.
      var _ =
          timer.schedule(
              () -> attempt(request, attempt.number() + 1), pause, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Sends nothing new and waits until every request has its end, or could have had it.
   *
   * @throws IllegalStateException if it had stopped sending by itself
   */
  void stop() throws InterruptedException {
    if (pace != null && pace.isDone()) {
      throw new IllegalStateException("The client broke down", pace.exceptionNow());
    }
    synchronized (this) {
      stopped = true;
    }
    long until = System.nanoTime() + DEADLINE.plus(GRACE).plus(GRACE).toNanos();
    while (ledger.open() > 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
