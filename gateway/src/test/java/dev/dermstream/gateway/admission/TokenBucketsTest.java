package dev.dermstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.gateway.admission.AdmissionConfig.QuotaConfig;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aBurstPassesAndThenTheRateHolds() {
    TokenBuckets buckets = new TokenBuckets(new QuotaConfig(10, 3, 100));
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a", 0)).isZero();
    }
    assertThat(buckets.take("a", 0)).isEqualTo(SECOND / 10);
    assertThat(buckets.take("a", SECOND / 10)).isZero();
    assertThat(buckets.take("a", SECOND / 10)).isPositive();
  }

  @Test
  void callersDoNotShareABucket() {
    TokenBuckets buckets = new TokenBuckets(new QuotaConfig(1, 1, 100));
    assertThat(buckets.take("a", 0)).isZero();
    assertThat(buckets.take("b", 0)).isZero();
    assertThat(buckets.take("a", 0)).isPositive();
  }

  @Test
  void aBucketNeverHoldsMoreThanTheBurst() {
    TokenBuckets buckets = new TokenBuckets(new QuotaConfig(10, 2, 100));
    assertThat(buckets.take("a", 0)).isZero();
    assertThat(buckets.take("a", 1000 * SECOND)).isZero();
    assertThat(buckets.take("a", 1000 * SECOND)).isZero();
    assertThat(buckets.take("a", 1000 * SECOND)).isPositive();
  }

  @Test
  void noMoreCallersAreRememberedThanAllowed() {
    TokenBuckets buckets = new TokenBuckets(new QuotaConfig(1, 1, 2));
    buckets.take("a", 0);
    buckets.take("b", 0);
    buckets.take("c", 0);
    assertThat(buckets.take("c", 0)).isPositive();
    assertThat(buckets.take("a", 0)).as("forgotten, so full again").isZero();
  }

  @Test
  void withoutAQuotaNobodyIsHeldBack() {
    TokenBuckets buckets = new TokenBuckets(new QuotaConfig(0, 1, 2));
    for (int i = 0; i < 1000; i++) {
      assertThat(buckets.take("a", 0)).isZero();
    }
  }
}
