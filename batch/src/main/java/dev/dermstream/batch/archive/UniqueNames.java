package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Gives names that come more than once in a list a number, the same ones every time. Remembers 8
 * bytes of each name's SHA-256 in an open table (Knuth, TAOCP 3, 6.4, algorithm L), 11 to 22 bytes
 * for each; two names of the same 8 bytes would only mean a number where none is needed. Not
 * thread-safe.
 */
final class UniqueNames {
  private static final int FIRST_SLOTS = 1 << 10;

  private final MessageDigest sha256 = sha256();
  private long[] slots = new long[FIRST_SLOTS];
  private int taken;

  /**
   * The name, or where it came before the name with {@code #} and a number.
   *
   * @param number of the line or entry, from 1
   */
  String of(String name, long number) {
    String unique = name;
    while (!add(hash(unique))) {
      unique = unique + "#" + number;
    }
    return unique;
  }

  private boolean add(long hash) {
    int slot = find(slots, hash);
    if (slots[slot] == hash) {
      return false;
    }
    slots[slot] = hash;
    taken++;
    if (taken > slots.length / 4 * 3) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] more = new long[Math.multiplyExact(slots.length, 2)];
    for (long hash : slots) {
      if (hash != 0) {
        more[find(more, hash)] = hash;
      }
    }
    slots = more;
  }

  private static int find(long[] slots, long hash) {
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  // 0 marks a free slot.
  private long hash(String name) {
    long hash = ByteBuffer.wrap(sha256.digest(name.getBytes(UTF_8))).getLong();
    return hash == 0 ? 1 : hash;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
