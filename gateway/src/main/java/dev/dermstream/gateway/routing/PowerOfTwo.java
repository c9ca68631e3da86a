package dev.dermstream.gateway.routing;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the better of two servers drawn at random: nearly as even as the best of all, without the
 * herd that runs to it (Mitzenmacher, "The power of two choices in randomized load balancing",
 * 2001). What is compared is the number of requests there times the latency seen lately; Prequal
 * (Wydrowski et al., NSDI 2024) shows why both count and load of the processor does not. A server
 * that has just begun is passed over with the probability that its share is short of a full one.
 * Allocates nothing. Lives on one event loop.
 */
final class PowerOfTwo {
  private static final float NOT_MEASURED_MICROS = 1_000f;
  private static final float TOO_CLOSE = 1.25f;

  private final RandomGenerator random;

  PowerOfTwo(RandomGenerator random) {
    this.random = random;
  }

  /** Null if there is none. */
  @Nullable Backend choose(Backend[] candidates, long nowNanos) {
    int count = candidates.length;
    if (count < 2) {
      return count == 0 ? null : candidates[0];
    }
    int first = random.nextInt(count);
    int second = random.nextInt(count - 1);
    Backend a = candidates[first];
    Backend b = candidates[second < first ? second : second + 1];
    if (isPassedOver(a, nowNanos)) {
      return b;
    }
    if (isPassedOver(b, nowNanos)) {
      return a;
    }
    float latencyOfA = a.latencyMicros(nowNanos);
    float latencyOfB = b.latencyMicros(nowNanos);
    // One that was never measured is taken to be as quick as the other.
    float unknown = Math.max(latencyOfA, latencyOfB);
    unknown = unknown == 0 ? NOT_MEASURED_MICROS : unknown;
    float costOfA = a.cost(nowNanos, unknown);
    float costOfB = b.cost(nowNanos, unknown);
    // Differences that may be noise leave the draw as it fell.
    return costOfA <= costOfB * TOO_CLOSE ? a : b;
  }

  /** One that was not tried yet; null if there is none. */
  @Nullable Backend chooseAnother(Backend[] candidates, List<Backend> tried, long nowNanos) {
    int left = 0;
    Backend[] others = new Backend[candidates.length];
    for (Backend candidate : candidates) {
      if (!tried.contains(candidate)) {
        others[left++] = candidate;
      }
    }
    return left == 0 ? null : choose(java.util.Arrays.copyOf(others, left), nowNanos);
  }

  private boolean isPassedOver(Backend backend, long nowNanos) {
    float share = backend.share(nowNanos);
    return share < 1 && random.nextFloat() > share;
  }
}
