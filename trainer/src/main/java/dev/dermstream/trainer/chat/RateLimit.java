package dev.dermstream.trainer.chat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;

/**
 * Requests and tokens a minute. A sixth of a minute's share may be used at once. What an answer
 * takes is estimated before and settled after it. Thread-safe.
 */
final class RateLimit {
  private static final int BURSTS_PER_MINUTE = 6;

  private final Optional<Bucket> requests;
  private final Optional<Bucket> tokens;
  private final long mostTokensAtOnce;
  private final StopSignal stop;

  /**
   * @param requestsPerMinute 0 for no bound
   * @param tokensPerMinute 0 for no bound
   */
  RateLimit(int requestsPerMinute, int tokensPerMinute, StopSignal stop) {
    this.requests = bucket(requestsPerMinute);
    this.tokens = bucket(tokensPerMinute);
    this.mostTokensAtOnce = burst(tokensPerMinute);
    this.stop = stop;
  }

  private static Optional<Bucket> bucket(int perMinute) {
    return perMinute == 0
        ? Optional.empty()
        : Optional.of(
            Bucket.builder()
                .addLimit(limit ->
                    limit.capacity(burst(perMinute)).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build());
  }

  private static long burst(int perMinute) {
    return Math.max(1, perMinute / BURSTS_PER_MINUTE);
  }

  /**
   * Waits until a request may go.
   *
   * @param estimate of its tokens, in and out
   * @return what was taken of the tokens, to be settled
   */
  long take(long estimate) throws InterruptedException {
    long taken = Math.clamp(estimate, 1, mostTokensAtOnce);
    take(requests, 1);
    take(tokens, taken);
    return taken;
  }

  private void take(Optional<Bucket> bucket, long count) throws InterruptedException {
    if (bucket.isPresent()) {
      ConsumptionProbe probe = bucket.get().tryConsumeAndReturnRemaining(count);
      while (!probe.isConsumed()) {
        stop.pause(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        probe = bucket.get().tryConsumeAndReturnRemaining(count);
      }
    }
  }

  /** Gives back what was not used, or takes what was used beside; later requests wait for it. */
  void settle(long taken, TokenUsage usage) {
    long more = usage.total() - taken;
    tokens.ifPresent(bucket -> {
      if (more > 0) {
        bucket.consumeIgnoringRateLimits(more);
      } else if (more < 0) {
        bucket.addTokens(-more);
      }
    });
  }
}
