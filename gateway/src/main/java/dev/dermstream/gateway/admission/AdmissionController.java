package dev.dermstream.gateway.admission;

import dev.dermstream.gateway.admission.Refusal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many requests are in flight to the nodes, and which. One limit holds for all lanes
 * together and follows their latencies ({@link GradientLimit}). Each lane owns a share of it:
 *
 * <ul>
 *   <li>within its share a lane is never kept waiting by another;
 *   <li>beyond it a lane may borrow what is left, less what the others still have coming: the share
 *       of a lane that was used lately is kept free for it, that of another is lent out;
 *   <li>room goes to the most urgent lane that waits and may have it, first come first served.
 * </ul>
 *
 * <p>So a flood of BATCH fills an idle cluster, and stands back from the first STAT request on.
 * What cannot go on waits, if there is room and its answer can still be in time; everything else is
 * refused at once. Work whose deadline passed while it waited is never begun. Thread-safe; waiters
 * are called outside the lock.
 */
public final class AdmissionController {
  private static final Duration SHORTEST_RETRY = Duration.ofMillis(50);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final double SCATTER = 0.25;

  private final AdmissionMetrics metrics;
  private final LongSupplier clock;
  private final RandomGenerator random;
  private final long lendAfterNanos;
  private final Object lock = new Object();
  private final Map<Lane, LaneQueue> lanes = new EnumMap<>(Lane.class);
  private final GradientLimit limit;
  private final TokenBuckets buckets;
  private int inFlight;

  /**
   * @param clock nanoseconds, on the scale of the deadlines
   * @param random scatters the times after which refused callers come back
   */
  public AdmissionController(
      AdmissionConfig config,
      AdmissionMetrics metrics,
      LongSupplier clock,
      RandomGenerator random) {
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
    this.lendAfterNanos = config.lendAfter().toNanos();
    config.lanes().forEach((lane, own) -> lanes.put(lane, new LaneQueue(own)));
    this.limit = new GradientLimit(config.limit(), config.lanes(), clock.getAsLong());
    this.buckets = new TokenBuckets(config.quota());
    config.lanes().forEach(metrics::limits);
    metrics.limit(limit.limit());
  }

  /**
   * Decides at once.
   *
   * @param waiter hears later if the request was queued
   */
  public Decision decide(Arrival arrival, Waiter waiter) {
    Decision decision;
    synchronized (lock) {
      decision = decided(arrival, waiter, clock.getAsLong());
    }
    if (decision instanceof Decision.Refused refused) {
      metrics.refused(arrival.lane(), refused.refusal().reason());
    }
    return decision;
  }

  /** What is admitted and what waits now. */
  public Load load() {
    synchronized (lock) {
      int most = limit.limit();
      return new Load(
          most,
          lanes.entrySet().stream()
              .map(each -> load(each.getKey(), each.getValue(), most))
              .toList());
    }
  }

  private static LaneLoad load(Lane lane, LaneQueue queue, int limit) {
    return new LaneLoad(
        lane, queue.inFlight(), queue.share(limit), queue.waiting(), queue.config.queueItems());
  }

  void leave(Ticket ticket) {
    synchronized (lock) {
      if (lane(ticket).remove(ticket)) {
        metrics.waiting(ticket.arrival.lane(), lane(ticket));
      }
    }
  }

  void release(Permit permit, Permit.End end, long servedNanos) {
    List<Runnable> told = new ArrayList<>();
    synchronized (lock) {
      long now = clock.getAsLong();
      LaneQueue lane = queue(permit.arrival.lane());
      inFlight--;
      lane.ended();
      switch (end) {
        case SERVED -> {
          lane.took(now - permit.sinceNanos);
          limit.served(
              permit.arrival.lane(),
              permit.arrival.work(),
              servedNanos,
              hasLessUrgent(permit.arrival.lane()),
              now);
        }
        case OVERLOADED -> limit.overloaded(now);
        case OTHER -> {}
      }
      metrics.limit(limit.limit());
      metrics.inFlight(permit.arrival.lane(), lane);
      fill(now, told);
    }
    told.forEach(Runnable::run);
  }

  private Decision decided(Arrival arrival, Waiter waiter, long now) {
    LaneQueue lane = queue(arrival.lane());
    lane.touch(now);
    if (arrival.deadlineNanos() - now <= 0) {
      return new Decision.Refused(new Refusal(Reason.EXPIRED, Duration.ZERO));
    }
    long quotaNanos = buckets.take(arrival.client(), now);
    if (quotaNanos > 0) {
      return refused(Reason.QUOTA, quotaNanos);
    }
    if (lane.waiting() == 0 && mayBegin(arrival.lane(), now)) {
      return new Decision.Admitted(begin(arrival, now, now));
    }
    limit.bound();
    long waitNanos = lane.expectedWaitNanos();
    Reason reason = whyNotWait(arrival, lane, waitNanos, now);
    if (reason != null) {
      return refused(reason, waitNanos);
    }
    Ticket ticket = new Ticket(this, arrival, waiter, now);
    lane.add(ticket);
    metrics.waiting(arrival.lane(), lane);
    return new Decision.Queued(ticket);
  }

  private @Nullable Reason whyNotWait(
      Arrival arrival, LaneQueue lane, long waitNanos, long nowNanos) {
    if (lane.waiting() >= lane.config.queueItems()) {
      return Reason.QUEUE_ITEMS;
    }
    if (arrival.bytes() > lane.config.queueBytes() - lane.waitingBytes()) {
      return Reason.QUEUE_BYTES;
    }
    if (waitNanos > lane.config.maxWait().toNanos()) {
      return Reason.WAIT;
    }
    long doneNanos = waitNanos + limit.baselineNanos(arrival.work());
    return doneNanos > arrival.deadlineNanos() - nowNanos ? Reason.DEADLINE_AHEAD : null;
  }

  /** Lets in whoever waits and may, most urgent lane first. */
  private void fill(long now, List<Runnable> told) {
    for (Lane lane : Lane.values()) {
      LaneQueue queue = queue(lane);
      for (Ticket next = queue.first();
          next != null && (isExpired(next, now) || mayBegin(lane, now));
          next = queue.first()) {
        Ticket ticket = next;
        queue.remove(ticket);
        if (isExpired(ticket, now)) {
          metrics.refused(lane, Reason.EXPIRED);
          told.add(() -> ticket.waiter.refused(new Refusal(Reason.EXPIRED, Duration.ZERO)));
        } else {
          Permit permit = begin(ticket.arrival, ticket.sinceNanos, now);
          told.add(() -> ticket.waiter.admitted(permit));
        }
        metrics.waiting(lane, queue);
      }
    }
  }

  private Permit begin(Arrival arrival, long arrivedNanos, long now) {
    LaneQueue lane = queue(arrival.lane());
    inFlight++;
    lane.began();
    metrics.admitted(arrival.lane(), now - arrivedNanos);
    metrics.inFlight(arrival.lane(), lane);
    return new Permit(this, arrival, now);
  }

  private boolean mayBegin(Lane lane, long now) {
    int most = limit.limit();
    LaneQueue queue = queue(lane);
    if (queue.inFlight() < queue.share(most)) {
      return true;
    }
    int kept = 0;
    for (LaneQueue other : lanes.values()) {
      if (other != queue && other.isUsed(now, lendAfterNanos)) {
        kept += Math.max(0, other.share(most) - other.inFlight());
      }
    }
    return inFlight + kept < most;
  }

  private boolean hasLessUrgent(Lane lane) {
    return lanes.entrySet().stream()
        .anyMatch(entry -> entry.getKey().compareTo(lane) > 0 && entry.getValue().inFlight() > 0);
  }

  private Decision refused(Reason reason, long waitNanos) {
    long nanos = Math.clamp(waitNanos, SHORTEST_RETRY.toNanos(), LONGEST_RETRY.toNanos());
    double scattered = nanos * (1 + SCATTER * random.nextDouble());
    return new Decision.Refused(new Refusal(reason, Duration.ofNanos((long) scattered)));
  }

  private static boolean isExpired(Ticket ticket, long now) {
    return ticket.arrival.deadlineNanos() - now <= 0;
  }

  private LaneQueue lane(Ticket ticket) {
    return queue(ticket.arrival.lane());
  }

  private LaneQueue queue(Lane lane) {
    LaneQueue queue = lanes.get(lane);
    if (queue == null) {
      throw new IllegalStateException("No settings for lane " + lane);
    }
    return queue;
  }
}
