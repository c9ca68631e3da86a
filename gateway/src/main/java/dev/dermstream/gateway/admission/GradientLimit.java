package dev.dermstream.gateway.admission;

import dev.dermstream.gateway.admission.AdmissionConfig.LaneConfig;
import dev.dermstream.gateway.admission.AdmissionConfig.LimitConfig;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How many requests may be in flight, found out from their latencies: the gradient of Netflix's
 * concurrency-limits ({@code GradientLimit}: limit * tolerance * rttNoLoad / rtt) with three
 * changes that lanes and long floods need.
 *
 * <ul>
 *   <li>The worst lane counts, each against its own tolerance: where STAT grows slow behind less
 *       urgent work the limit falls, though that work itself would bear more. A lane that has
 *       nothing less urgent beside it is held to the loosest tolerance, since lowering the limit
 *       would only make it wait here instead of there.
 *   <li>What latency is without load is never taken from a flood (Gradient2 lets its long average
 *       drift there, Vegas takes a random sample); it is learned anew only where the latency stays
 *       high although the limit has been at its least for {@value #PATIENT_WINDOWS} windows.
 *   <li>A limit that proved too high is tried again only after a time that doubles, as TCP CUBIC
 *       stays below its last maximum, because every trial costs urgent requests their time.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class GradientLimit {
  private static final int ENOUGH_SAMPLES = 10;
  private static final int PATIENT_WINDOWS = 5;
  private static final double DEEPEST_CUT = 0.5;
  private static final int LONGEST_HOLD = 16;

  private final LimitConfig config;
  private final Map<Lane, Double> tolerated = new EnumMap<>(Lane.class);
  private final double loosest;
  private final LatencyWindow window = new LatencyWindow();
  private final Set<Lane> crowded = EnumSet.noneOf(Lane.class);
  private double limit;
  private long windowNanos;
  private int samples;
  private boolean binding;
  private boolean overloaded;
  private double ceiling = Double.MAX_VALUE;
  private boolean trying;
  private boolean lowered;
  private int holds = 1;
  private long retryNanos;
  private int windowsAtLeast;
  private int cuts;

  GradientLimit(LimitConfig config, Map<Lane, LaneConfig> lanes, long nowNanos) {
    this.config = config;
    lanes.forEach((lane, own) -> tolerated.put(lane, own.toleratedInflation()));
    this.loosest =
        lanes.values().stream().mapToDouble(LaneConfig::toleratedInflation).max().orElse(1);
    this.limit = config.initial();
    this.windowNanos = nowNanos;
  }

  /** Requests that may be in flight. */
  int limit() {
    return (int) limit;
  }

  /** Nanoseconds of such work without load; 0 until they are known. */
  long baselineNanos(Work work) {
    double baseline = window.baseline(work);
    return Double.isNaN(baseline) ? 0 : (long) baseline;
  }

  /** A request had to wait for a permit: the limit is what holds it back. */
  void bound() {
    binding = true;
  }

  /** A node refused a request for want of room. */
  void overloaded(long nowNanos) {
    overloaded = true;
    step(nowNanos);
  }

  /**
   * A request was served.
   *
   * @param beside whether less urgent requests were in flight with it
   */
  void served(Lane lane, Work work, long nanos, boolean beside, long nowNanos) {
    if (!work.isComparable()) {
      return;
    }
    window.add(lane, work, nanos);
    if (beside) {
      crowded.add(lane);
    }
    samples++;
    if (samples >= ENOUGH_SAMPLES) {
      step(nowNanos);
    }
  }

  private void step(long nowNanos) {
    if (nowNanos - windowNanos < config.window().toNanos()) {
      return;
    }
    window.learn();
    double excess = overloaded ? 1 / DEEPEST_CUT : excess();
    if (excess > 1) {
      lower(excess, nowNanos);
    } else {
      windowsAtLeast = 0;
      cuts = 0;
      settle();
      if (binding) {
        raise(nowNanos);
      }
    }
    window.clear();
    crowded.clear();
    windowNanos = nowNanos;
    samples = 0;
    binding = false;
    overloaded = false;
  }

  /** The worst lane's latency over what is tolerated; 0 if too little was seen. */
  private double excess() {
    double worst = 0;
    for (Lane lane : Lane.values()) {
      double inflation = window.inflation(lane);
      if (!Double.isNaN(inflation)) {
        double bearable = crowded.contains(lane) ? tolerated.getOrDefault(lane, loosest) : loosest;
        worst = Math.max(worst, inflation / bearable);
      }
    }
    return worst;
  }

  private void lower(double excess, long nowNanos) {
    holds = trying ? Math.min(LONGEST_HOLD, 2 * holds) : 1;
    trying = false;
    lowered = true;
    retryNanos = nowNanos + holds * config.hold().toNanos();
    ceiling = limit;
    if (limit() > config.least()) {
      // Each further window in a row cuts deeper: a small excess says little of the way to go.
      cuts++;
      double factor = Math.max(DEEPEST_CUT, Math.pow(excess, -cuts));
      double cut = Math.min(limit - 1, limit * factor);
      limit = Math.max(config.least(), cut);
    } else if (!overloaded && ++windowsAtLeast >= PATIENT_WINDOWS) {
      window.relearn();
      windowsAtLeast = 0;
    }
  }

  /** A trial above the ceiling that went well for a window lifts it. */
  private void settle() {
    if (trying && limit >= ceiling) {
      trying = false;
      holds = 1;
      ceiling = Double.MAX_VALUE;
    }
  }

  private void raise(long nowNanos) {
    double raised = lowered ? limit + Math.max(1, Math.sqrt(limit) / 2) : 2 * limit;
    if (raised >= ceiling) {
      if (nowNanos - retryNanos < 0) {
        raised = Math.max(limit, ceiling - 1);
      } else {
        trying = true;
        raised = ceiling;
      }
    }
    limit = Math.min(config.most(), raised);
  }
}
