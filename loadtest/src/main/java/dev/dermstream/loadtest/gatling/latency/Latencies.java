package dev.dermstream.loadtest.gatling.latency;

import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Latencies by request name, because Gatling's own are whole milliseconds. Names are those that
 * simulations give, so they are few. Thread-safe.
 *
 * <p>Every request is recorded twice: from when it was sent, and from when it was due. In an open
 * model the second is the one that counts: were the load's own machine late, requests would be sent
 * late and the time that they waited for that would be missing (coordinated omission). No value is
 * made up, as HdrHistogram's own correction does for closed models: every request is sent, and its
 * due time is known.
 */
public final class Latencies {
  /** Parts of the run, each with percentiles of its own: what drifts is seen in them. */
  public static final int SLICES = 12;

  private static final int DIGITS = 3;

  /** A tenth of the memory, for twelve times as many. */
  private static final int SLICE_DIGITS = 2;

  private final long sliceNanos;
  private final Map<String, RequestLatency> whole = new ConcurrentSkipListMap<>();
  private final List<Map<String, RequestLatency>> slices =
      Stream.<Map<String, RequestLatency>>generate(ConcurrentSkipListMap::new)
          .limit(SLICES)
          .toList();
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private volatile long begin = System.nanoTime();

  /**
   * @param planned how long requests are sent
   */
  public Latencies(Duration planned) {
    this.sliceNanos = Math.max(1, planned.toNanos() / SLICES);
  }

  /** The run begins now, before its first request; times count from here. */
  public void begin() {
    begin = System.nanoTime();
  }

  /** A call is under way. */
  public void began() {
    begun.increment();
  }

  /** It is not any more. */
  public void ended() {
    ended.increment();
  }

  /** Calls that have begun. */
  public long begun() {
    return begun.sum();
  }

  /** Whether every call that has begun has ended. */
  public boolean idle() {
    // The ended ones first: calls that end in between must not be missed among the begun ones.
    long known = ended.sum();
    return known == begun.sum();
  }

  /**
   * The end of a request, or of a part of one that has a name of its own.
   *
   * @param due when it should have been sent
   * @param sent when it was; all times by {@link System#nanoTime}
   */
  public void record(String name, Status.Code code, long due, long sent, long end) {
    long dueAt = due - begin;
    int slice = Math.clamp(dueAt / sliceNanos, 0, SLICES - 1);
    whole
        .computeIfAbsent(name, each -> new RequestLatency(DIGITS))
        .record(code, dueAt, sent - begin, end - begin);
    slices
        .get(slice)
        .computeIfAbsent(name, each -> new RequestLatency(SLICE_DIGITS))
        .record(code, dueAt, sent - begin, end - begin);
  }

  /** What is recorded under the name; nothing yet is an empty one. */
  public RequestLatency of(String name) {
    return whole.getOrDefault(name, new RequestLatency(DIGITS));
  }

  /** The same by the part of the run in which requests were due, in order. */
  public List<RequestLatency> slices(String name) {
    return IntStream.range(0, SLICES)
        .mapToObj(i -> slices.get(i).getOrDefault(name, new RequestLatency(SLICE_DIGITS)))
        .toList();
  }

  /** Seconds of one of the parts. */
  public double sliceSeconds() {
    return sliceNanos / 1e9;
  }

  /** All names, in order. */
  public Iterable<String> names() {
    return Collections.unmodifiableSet(whole.keySet());
  }
}
