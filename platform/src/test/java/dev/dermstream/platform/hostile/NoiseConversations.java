package dev.dermstream.platform.hostile;

import java.util.random.RandomGenerator;

/** Bytes of no protocol, after a beginning that some protocol has. */
public final class NoiseConversations implements Conversations {
  private final byte[][] beginnings;

  /**
   * @param beginnings one of which each may start with
   */
  public NoiseConversations(byte[]... beginnings) {
    this.beginnings = beginnings.clone();
  }

  @Override
  public byte[] next(RandomGenerator random) {
    byte[] noise = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 100_000 : 200)];
    random.nextBytes(noise);
    if (random.nextBoolean()) {
      byte[] beginning = beginnings[random.nextInt(beginnings.length)];
      System.arraycopy(beginning, 0, noise, 0, Math.min(beginning.length, noise.length));
    }
    return noise;
  }
}
