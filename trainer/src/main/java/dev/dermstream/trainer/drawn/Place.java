package dev.dermstream.trainer.drawn;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One place in a set, and the random sources that belong to it.
 *
 * @param set its name
 * @param index 0 or more
 */
record Place(String set, long seed, long index) {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** Unique over sets and seeds. */
  String identifier() {
    return String.format(Locale.ROOT, "%s-%d-%06d", set, seed, index);
  }

  String image() {
    return identifier() + ".jpg";
  }

  /** The source of this picture alone. */
  RandomGenerator random() {
    return random("picture", index);
  }

  /** A source that the pictures of a group have in common. */
  RandomGenerator shared(Groups.Member group) {
    return random("group", group.key());
  }

  /** Hashes all together, so that neighbours have nothing in common. */
  private RandomGenerator random(String what, long number) {
    long name = ((long) set.hashCode() << Integer.SIZE) ^ what.hashCode();
    long mixed = new SplittableRandom(seed ^ GOLDEN_GAMMA * (number + 1)).nextLong();
    return new SplittableRandom(new SplittableRandom(mixed ^ name).nextLong());
  }
}
