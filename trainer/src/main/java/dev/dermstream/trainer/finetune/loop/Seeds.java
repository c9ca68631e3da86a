package dev.dermstream.trainer.finetune.loop;

import java.util.SplittableRandom;

/** Seeds derived from a run's seed, so that what is drawn is a function of it and a place alone. */
final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** A generator for one place of one purpose. */
  static SplittableRandom at(long seed, long purpose, long place) {
    long mixed = new SplittableRandom(seed ^ GOLDEN_GAMMA * (purpose + 1)).nextLong();
    return new SplittableRandom(
        new SplittableRandom(mixed + GOLDEN_GAMMA * (place + 1)).nextLong());
  }
}
