package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalTest {
  @Test
  void holdsWhateverIsComputedOfNumbersWithin() {
    long seed = 3;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      Interval a = interval(random);
      Interval b = interval(random);
      long x = random.nextLong(a.least(), a.most() + 1);
      long y = random.nextLong(b.least(), b.most() + 1);

      assertThat(a.plus(b).contains(x + y)).as("seed %d: %s + %s", seed, a, b).isTrue();
      assertThat(a.times(b).contains(x * y)).as("seed %d: %s * %s", seed, a, b).isTrue();
      assertThat(a.negated().contains(-x)).as("seed %d: -%s", seed, a).isTrue();
      assertThat(a.or(b).contains(x) && a.or(b).contains(y))
          .as("seed %d: %s or %s", seed, a, b)
          .isTrue();
    }
  }

  private static Interval interval(SplittableRandom random) {
    long a = random.nextLong(-1L << 31, 1L << 31);
    long b = random.nextLong(-1L << 31, 1L << 31);
    return new Interval(Math.min(a, b), Math.max(a, b));
  }

  @Test
  void sizesStaySizesHoweverManyAreMultiplied() {
    Interval product = Interval.SIZE.times(Interval.SIZE).times(Interval.SIZE);

    assertThat(product).isEqualTo(new Interval(0, Long.MAX_VALUE));
    assertThat(Interval.ALL.negated().or(Interval.ALL)).isEqualTo(Interval.ALL);
    assertThat(Interval.ALL.plus(Interval.ALL)).isEqualTo(Interval.ALL);
    assertThat(Interval.ALL.times(Interval.ALL)).isEqualTo(Interval.ALL);
  }
}
