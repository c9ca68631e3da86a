package dev.dermstream.batch.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How fast jobs go, over the last half minute. Thread-safe. */
final class Rates {
  private static final Duration SPAN = Duration.ofSeconds(30);
  private static final double NANOS = 1e9;

  private record Sample(Instant at, long ended) {}

  private final Clock clock;
  private final Map<String, Deque<Sample>> samples = new HashMap<>();

  Rates(Clock clock) {
    this.clock = clock;
  }

  /** Notes how many files of a job have ended. */
  synchronized void note(String job, long ended) {
    Deque<Sample> of = samples.computeIfAbsent(job, _ -> new ArrayDeque<>());
    Instant now = clock.instant();
    if (!of.isEmpty() && of.peekLast().ended > ended) {
      of.clear(); // Files were opened again.
    }
    of.addLast(new Sample(now, ended));
    // One that is older than the span stays, so that there is always something to compare with.
    while (of.size() > 2 && of.peekFirst().at.isBefore(now.minus(SPAN))) {
      of.removeFirst();
    }
  }

  /** Forgets jobs that do not run. */
  synchronized void keepOnly(Set<String> jobs) {
    samples.keySet().retainAll(jobs);
  }

  /** Files a second; 0 while nothing is known. */
  synchronized double perSecond(String job) {
    Deque<Sample> of = samples.get(job);
    if (of == null || of.size() < 2) {
      return 0;
    }
    Sample first = of.peekFirst();
    Sample last = of.peekLast();
    double seconds = Duration.between(first.at, last.at).toNanos() / NANOS;
    return seconds <= 0 ? 0 : (last.ended - first.ended) / seconds;
  }
}
