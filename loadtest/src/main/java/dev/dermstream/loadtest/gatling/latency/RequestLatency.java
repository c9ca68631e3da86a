package dev.dermstream.loadtest.gatling.latency;

import io.grpc.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What became of the requests of one name. Latencies are of those answered; the others are counted
 * by status, with the time until they failed. Thread-safe.
 */
public final class RequestLatency {
  /** Microseconds; longer ones count as this. */
  private static final long LONGEST = TimeUnit.HOURS.toMicros(1);

  private final Histogram fromDue;
  private final Histogram fromSend;
  private final Histogram untilFailure;

  /** By the code's number. */
  private final AtomicLongArray failures = new AtomicLongArray(Status.Code.values().length);

  private final AtomicLong firstDue = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong lastEnd = new AtomicLong(Long.MIN_VALUE);

  /**
   * @param digits that hold in every value
   */
  RequestLatency(int digits) {
    fromDue = new ConcurrentHistogram(LONGEST, digits);
    fromSend = new ConcurrentHistogram(LONGEST, digits);
    untilFailure = new ConcurrentHistogram(LONGEST, digits);
  }

  /** Times in nanoseconds since the run began. */
  void record(Status.Code code, long due, long sent, long end) {
    if (code == Status.Code.OK) {
      fromDue.recordValue(micros(end - due));
      fromSend.recordValue(micros(end - sent));
    } else {
      untilFailure.recordValue(micros(end - due));
      failures.incrementAndGet(code.value());
    }
    firstDue.accumulateAndGet(due, Math::min);
    lastEnd.accumulateAndGet(end, Math::max);
  }

  private static long micros(long nanos) {
    return Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST);
  }

  /** From when a request was due to its end, microseconds; of those answered. */
  public Histogram fromDue() {
    return fromDue;
  }

  /** From when it was sent. */
  public Histogram fromSend() {
    return fromSend;
  }

  /** From when it was due to its failure, of those that failed. */
  public Histogram untilFailure() {
    return untilFailure;
  }

  public long answered() {
    return fromDue.getTotalCount();
  }

  public long failed() {
    return untilFailure.getTotalCount();
  }

  /** How many failed with that status. */
  public long failed(Status.Code code) {
    return failures.get(code.value());
  }

  /** Those of the failures that there were, in the order of their numbers. */
  public Map<Status.Code, Long> failures() {
    Map<Status.Code, Long> counted = new EnumMap<>(Status.Code.class);
    for (Status.Code code : Status.Code.values()) {
      if (failed(code) > 0) {
        counted.put(code, failed(code));
      }
    }
    return counted;
  }

  /** Answers a second, from when the first request was due to the last end; 0 of none. */
  public double answeredPerSecond() {
    double seconds = (lastEnd.get() - firstDue.get()) / 1e9;
    return seconds > 0 ? answered() / seconds : 0;
  }
}
