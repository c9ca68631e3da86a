package dev.dermstream.batch.ledger;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 as the tables have it: its bytes. Not to be changed. */
final class Digest implements Comparable<Digest> {
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  static Digest of(byte[] bytes) {
    return new Digest(bytes);
  }

  /**
   * Reads hexadecimal digits.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Digest parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("An image needs a digest.");
    }
    return new Digest(HEX.parseHex(text));
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HEX.formatHex(bytes);
  }
}
