package dev.dermstream.platform.hostile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Bytes of no meaning, and bytes that lose theirs. */
final class Noise {
  private Noise() {}

  /** Turns a few bytes over, in place. */
  static void turn(RandomGenerator random, byte[] bytes) {
    for (int i = 0; bytes.length > 0 && i < 1 + random.nextInt(4); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
  }

  /** One in three with bytes turned, one in four cut short, the others as they are. */
  static byte[] spoilt(RandomGenerator random, byte[] bytes) {
    if (random.nextInt(3) == 0) {
      turn(random, bytes);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  /**
   * @param most characters, exclusive
   */
  static String text(RandomGenerator random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
