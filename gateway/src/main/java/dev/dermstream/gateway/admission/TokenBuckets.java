package dev.dermstream.gateway.admission;

import dev.dermstream.gateway.admission.AdmissionConfig.QuotaConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each caller may ask: a bucket that fills at the agreed rate and from which every image
 * takes one token. The callers remembered are bounded; whoever was silent for longest is forgotten
 * first and then starts with a full bucket. Not thread-safe.
 */
final class TokenBuckets {
  private static final double NANOS_PER_SECOND = 1e9;

  private final QuotaConfig quota;
  private final Map<String, Bucket> buckets;

  TokenBuckets(QuotaConfig quota) {
    this.quota = quota;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > quota.maxClients();
          }
        };
  }

  /**
   * Takes a token.
   *
   * @param client who asks; empty for a call that no quota applies to
   * @return 0, or the nanoseconds until there is a token, and none was taken
   */
  long take(String client, long nowNanos) {
    if (quota.perSecond() == 0 || client.isEmpty()) {
      return 0;
    }
    Bucket bucket = buckets.computeIfAbsent(client, name -> new Bucket(quota.burst(), nowNanos));
    double filled = (nowNanos - bucket.nanos) / NANOS_PER_SECOND * quota.perSecond();
    bucket.tokens = Math.min(quota.burst(), bucket.tokens + filled);
    bucket.nanos = nowNanos;
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 0;
    }
    return (long) Math.ceil((1 - bucket.tokens) / quota.perSecond() * NANOS_PER_SECOND);
  }

  private static final class Bucket {
    private double tokens;
    private long nanos;

    Bucket(double tokens, long nanos) {
      this.tokens = tokens;
      this.nanos = nanos;
    }
  }
}
