package dev.dermstream.platform.hostile;

import java.util.random.RandomGenerator;

/** What a hostile peer sends on one connection. */
public interface Conversations {
  /** All bytes of the next one; the same random numbers give the same bytes. */
  byte[] next(RandomGenerator random);
}
