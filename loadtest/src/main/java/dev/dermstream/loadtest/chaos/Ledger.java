package dev.dermstream.loadtest.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Books every request once, and what must never happen by itself. Thread-safe. */
final class Ledger {
  /** What a request came to. */
  enum Outcome {
    AT_ONCE,
    LATER,
    REFUSED,
    FAILED,
    LOST,
    WRONG
  }

  private static final int MOST_FINDINGS = 20;

  private final long slowNanos;
  private final Map<Outcome, Long> outcomes = new HashMap<>();
  private final SortedMap<String, Long> causes = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private final Map<String, Picture> answered = new HashMap<>();
  private final Set<Long> open = new HashSet<>();
  private final Histogram latency = new Histogram(3);
  private long doubled;
  private long faultNanos = Long.MAX_VALUE;
  private long disturbedNanos;

  /**
   * @param slow latency from which a request counts as disturbed
   */
  Ledger(Duration slow) {
    this.slowNanos = slow.toNanos();
  }

  synchronized void sent(Request request) {
    open.add(request.number());
  }

  /** Requests without an end. */
  synchronized int open() {
    return open.size();
  }

  /** From now on it is counted how long something is disturbed. */
  synchronized void fault() {
    faultNanos = System.nanoTime();
    disturbedNanos = faultNanos;
  }

  /** An attempt failed in a way that another may follow. */
  synchronized void disturbed(String cause) {
    causes.merge(cause, 1L, Long::sum);
    disturbedNanos = System.nanoTime();
  }

  synchronized void doubled(String finding) {
    doubled++;
    found(finding);
  }

  /**
   * @param requestId of the attempt, by which the audit knows it
   */
  synchronized void answered(Attempt attempt, String requestId) {
    answered.put(requestId, attempt.request().picture());
    long now = System.nanoTime();
    long nanos = now - attempt.request().dueNanos();
    latency.recordValue(nanos);
    if (nanos > slowNanos || attempt.number() > 1) {
      disturbedNanos = now;
    }
    close(attempt.request(), attempt.number() == 1 ? Outcome.AT_ONCE : Outcome.LATER);
  }

  /**
   * @param finding what is to be said of it
   */
  synchronized void ended(Request request, Outcome outcome, String finding) {
    disturbedNanos = System.nanoTime();
    found("%s: request %d %s".formatted(outcome, request.number(), finding));
    close(request, outcome);
  }

  private void close(Request request, Outcome outcome) {
    if (open.remove(request.number())) {
      outcomes.merge(outcome, 1L, Long::sum);
    } else {
      doubled++;
      found("request %d ended a second time, %s".formatted(request.number(), outcome));
    }
  }

  private void found(String finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding);
    }
  }

  /** The first things that were not as they should be, a sentence each. */
  synchronized List<String> findings() {
    return List.copyOf(findings);
  }

  /** The pictures of the answers, by request id. */
  synchronized Map<String, Picture> answers() {
    return Map.copyOf(answered);
  }

  /**
   * @param unrecorded what the audit was found to lack
   */
  synchronized Counts counts(long unrecorded) {
    return new Counts(
        of(Outcome.AT_ONCE),
        of(Outcome.LATER),
        of(Outcome.REFUSED),
        of(Outcome.FAILED),
        of(Outcome.LOST) + open.size(),
        of(Outcome.WRONG),
        doubled,
        unrecorded,
        causes,
        latency.getValueAtPercentile(50) / 1e6,
        latency.getValueAtPercentile(99) / 1e6,
        latency.getMaxValue() / 1e6,
        Math.max(0, disturbedNanos - faultNanos) / 1e9);
  }

  private long of(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }
}
