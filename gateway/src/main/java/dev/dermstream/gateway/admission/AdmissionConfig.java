package dev.dermstream.gateway.admission;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How much is let through to the nodes at the same time, {@code dermstream.gateway.admission}.
 *
 * @param limit the requests that all lanes together have in flight
 * @param lanes each lane's part
 * @param lendAfter time without a request after which a lane's share is lent to others
 * @param quota how often one caller may ask
 */
public record AdmissionConfig(
    LimitConfig limit, Map<Lane, LaneConfig> lanes, Duration lendAfter, QuotaConfig quota) {
  private static final int LARGEST_SHARE = 100;
  private static final Duration LONGEST = Duration.ofHours(1);

  public AdmissionConfig {
    lanes = Collections.unmodifiableMap(new EnumMap<>(lanes));
  }

  /**
   * The limit's range and pace.
   *
   * @param initial where it begins
   * @param least never below this; at least one for each lane
   * @param most never above this
   * @param window time over which latencies are averaged for one step
   * @param hold time for which a limit that proved too high is not tried again; doubles with every
   *     trial that fails, up to 16 times
   */
  public record LimitConfig(int initial, int least, int most, Duration window, Duration hold) {}

  /**
   * One lane.
   *
   * @param sharePercent of the limit, kept for this lane while it is used
   * @param queueItems requests that may wait
   * @param queueBytes bytes that they may hold
   * @param maxWait longest expected wait of a request that is taken
   * @param toleratedInflation mean latency over that without load, above which the limit falls
   */
  public record LaneConfig(
      int sharePercent,
      int queueItems,
      long queueBytes,
      Duration maxWait,
      double toleratedInflation) {}

  /**
   * A token bucket for each caller.
   *
   * @param perSecond images in the long run; 0: no quota
   * @param burst images at once
   * @param maxClients callers that are remembered
   */
  public record QuotaConfig(int perSecond, int burst, int maxClients) {}

  /** Reads the section. */
  public static AdmissionConfig read(Settings settings) {
    Map<Lane, LaneConfig> lanes = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      lanes.put(lane, lane(settings, "admission." + lane.name().toLowerCase(Locale.ROOT) + "."));
    }
    int shares = lanes.values().stream().mapToInt(LaneConfig::sharePercent).sum();
    settings.require(
        shares <= LARGEST_SHARE, "admission", "must have shares of at most 100 together");
    return new AdmissionConfig(
        limit(settings),
        lanes,
        settings.duration("admission.lend-after", Duration.ZERO, Duration.ofHours(24)),
        new QuotaConfig(
            settings.number("admission.quota.per-second", 0, 1_000_000),
            settings.number("admission.quota.burst", 1, 1_000_000),
            settings.number("admission.quota.max-clients", 1, 10_000_000)));
  }

  private static LimitConfig limit(Settings settings) {
    LimitConfig limit =
        new LimitConfig(
            settings.number("admission.limit.initial", 1, 100_000),
            settings.number("admission.limit.least", Lane.values().length, 100_000),
            settings.number("admission.limit.most", 1, 100_000),
            settings.duration("admission.limit.window", Duration.ofMillis(10), LONGEST),
            settings.duration("admission.limit.hold", Duration.ZERO, LONGEST));
    int[] ordered = {limit.least(), limit.initial(), limit.most()};
    settings.require(
        Arrays.equals(ordered, Arrays.stream(ordered).sorted().toArray()),
        "admission.limit",
        "must have least <= initial <= most");
    return limit;
  }

  private static LaneConfig lane(Settings settings, String key) {
    return new LaneConfig(
        settings.number(key + "share-percent", 0, LARGEST_SHARE),
        settings.number(key + "queue-items", 0, 1_000_000),
        settings.size(key + "queue-bytes", 0, 1L << 40),
        settings.duration(key + "max-wait", Duration.ZERO, LONGEST),
        settings.decimal(key + "tolerated-inflation", 1, 100));
  }
}
