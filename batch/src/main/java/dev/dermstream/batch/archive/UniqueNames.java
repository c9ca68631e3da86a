package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dermstream.platform.digest.Sha256;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives names that come more than once in a list a number, the same ones every time. Remembers a
 * part of each name's digest, some 50 bytes for each; two names of the same part would only mean a
 * number where none is needed. Not thread-safe.
 */
final class UniqueNames {
  private static final int HEX = 16;
  private static final int DIGITS = 16;

  private final Set<Long> taken = new HashSet<>();

  /**
   * The name, or where it came before the name with {@code #} and a number.
   *
   * @param number of the line or entry, from 1
   */
  String of(String name, long number) {
    String unique = name;
    while (!taken.add(part(unique))) {
      unique = unique + "#" + number;
    }
    return unique;
  }

  private static long part(String name) {
    return Long.parseUnsignedLong(Sha256.hex(name.getBytes(UTF_8)), 0, DIGITS, HEX);
  }
}
