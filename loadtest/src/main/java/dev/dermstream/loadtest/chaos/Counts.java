package dev.dermstream.loadtest.chaos;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the requests of a run. Each is in one of the first six.
 *
 * @param atOnce answered rightly at the first attempt
 * @param later answered rightly by another attempt, within the request's deadline
 * @param refused with a retryable status, up to the deadline
 * @param failed with a status that is not retryable
 * @param lost without answer or status until the deadline
 * @param wrong another answer than the picture's own
 * @param doubled a second answer or status to one attempt
 * @param unrecorded answers that the audit does not have exactly once, and other findings there
 * @param causes why attempts had to be repeated, how often
 * @param p50Millis latency from when a request was due to its answer, all attempts together
 * @param recoverySeconds from the fault until nothing was disturbed by it any more
 */
record Counts(
    long atOnce,
    long later,
    long refused,
    long failed,
    long lost,
    long wrong,
    long doubled,
    long unrecorded,
    SortedMap<String, Long> causes,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    double recoverySeconds) {
  Counts {
    causes = new TreeMap<>(causes);
  }

  long sent() {
    return atOnce + later + refused + failed + lost + wrong;
  }

  /** Whether every request was answered rightly, or refused with a retryable status, once. */
  boolean isRight() {
    return failed == 0 && lost == 0 && wrong == 0 && doubled == 0 && unrecorded == 0;
  }
}
