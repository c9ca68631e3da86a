package dev.dermstream.node.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * When a batch closes and how large it is. An idle worker waits for company only while a larger
 * batch promises more items per second, the wait included, than what is there now: with {@code n}
 * items waiting and {@code t(m)} the learned time of a batch, it waits for {@code m} only if
 *
 * <pre>m / (wait(m) + t(m)) &gt; (1 + LEAST_GAIN) n / t(n)</pre>
 *
 * and only if that takes neither longer than the delay allowed nor too long for the nearest
 * deadline. A device that gains nothing by batching is thus never kept waiting, and among sizes of
 * equal rate the smallest is run, because its answers come soonest.
 *
 * <p>Not thread-safe: guarded by the batcher's lock.
 */
final class ClosingRule {
  /** Gain in items per second below which waiting is not worth it. */
  private static final double LEAST_GAIN = 0.05;

  /**
   * Loss in items per second that is taken for a smaller batch, whose answers come sooner. What the
   * times of single runs vary by must not choose.
   */
  private static final double RATE_TOLERANCE = 0.05;

  /** Share of the device's time kept in hand before a deadline. */
  private static final double DEADLINE_RESERVE = 1.1;

  /** After so many batches the size over the best one is tried again. */
  private static final int EXPLORE_EVERY = 256;

  private static final long SHORTEST_WAIT_NANOS = 20_000;

  private final int maxBatchSize;
  private final long maxDelayNanos;
  private final List<Integer> sizes;
  private final DeviceTimes times;
  private final Arrivals arrivals;
  private int batches;

  /**
   * What an idle worker does.
   *
   * @param waitNanos how long it waits before it asks again; 0 to close now
   * @param untilItems waiting items at which it asks again at once
   */
  record Decision(long waitNanos, int untilItems) {
    static final Decision CLOSE = new Decision(0, 0);
  }

  ClosingRule(BatchSettings settings, DeviceTimes times, Arrivals arrivals) {
    this.maxBatchSize = settings.maxBatchSize();
    this.maxDelayNanos = settings.maxDelay().toNanos();
    this.sizes = sizes(settings);
    this.times = times;
    this.arrivals = arrivals;
  }

  /** Sizes that are worth aiming at: the preferred ones, or else the powers of two. */
  private static List<Integer> sizes(BatchSettings settings) {
    NavigableSet<Integer> sizes = new TreeSet<>(settings.preferredSizes());
    if (sizes.isEmpty()) {
      for (int size = 1; size < settings.maxBatchSize(); size *= 2) {
        sizes.add(size);
      }
    }
    sizes.add(settings.maxBatchSize());
    return new ArrayList<>(sizes);
  }

  /**
   * Whether an idle worker closes its batch.
   *
   * @param waiting items that wait, at least 1
   * @param sinceNanos since when they wait for nothing but company
   * @param deadlineNanos the nearest deadline, or {@link Ticket#NO_DEADLINE}
   */
  Decision decide(int waiting, long sinceNanos, long deadlineNanos, long nowNanos) {
    double leftNanos = maxDelayNanos - (nowNanos - sinceNanos);
    double now = times.nanos(waiting >= maxBatchSize ? maxBatchSize : waiting);
    if (waiting >= maxBatchSize || leftNanos <= 0 || Double.isNaN(now)) {
      return Decision.CLOSE;
    }
    double best = (1 + LEAST_GAIN) * waiting / now;
    Decision decision = Decision.CLOSE;
    for (int target : targets(waiting, nowNanos)) {
      double wait = arrivals.nanosUntil(target - waiting, nowNanos);
      double run = times.nanos(target);
      double most = Math.min(leftNanos, slack(deadlineNanos, nowNanos) - run * DEADLINE_RESERVE);
      double rate = target / (wait + run);
      if (wait <= most && rate > best) {
        best = rate;
        decision = new Decision((long) Math.min(most, Math.max(wait, SHORTEST_WAIT_NANOS)), target);
      }
    }
    return decision;
  }

  private NavigableSet<Integer> targets(int waiting, long nowNanos) {
    NavigableSet<Integer> targets = new TreeSet<>();
    int echoing = arrivals.echoing(nowNanos);
    if (echoing > 0) {
      targets.add(Math.min(maxBatchSize, waiting + echoing));
    }
    sizes.stream().filter(size -> size > waiting).forEach(targets::add);
    return targets;
  }

  /**
   * How many of the waiting items the next batch takes.
   *
   * @param waiting at least 1
   * @param deadlineNanos the nearest deadline, or {@link Ticket#NO_DEADLINE}
   */
  int size(int waiting, long deadlineNanos, long nowNanos) {
    int most = Math.min(waiting, maxBatchSize);
    List<Integer> candidates = new ArrayList<>(sizes.stream().filter(s -> s < most).toList());
    if (!times.knownOver(most / 2, most)) {
      return most;
    }
    candidates.add(most);
    double slack = slack(deadlineNanos, nowNanos);
    // A batch that would miss the nearest deadline is run smaller if that helps.
    List<Integer> inTime = candidates.stream().filter(s -> times.nanos(s) <= slack).toList();
    List<Integer> allowed = inTime.isEmpty() ? candidates : inTime;
    double best = allowed.stream().mapToDouble(times::rate).max().orElseThrow();
    int chosen =
        allowed.stream()
            .filter(s -> times.rate(s) >= best * (1 - RATE_TOLERANCE))
            .findFirst()
            .orElseThrow();
    // One size up, not more: on a device that does not batch everybody behind waits for it.
    return ++batches % EXPLORE_EVERY == 0
        ? allowed.stream().filter(s -> s > chosen).findFirst().orElse(chosen)
        : chosen;
  }

  private static double slack(long deadlineNanos, long nowNanos) {
    return deadlineNanos == Ticket.NO_DEADLINE
        ? Double.MAX_VALUE
        : (double) (deadlineNanos - nowNanos);
  }
}
