package dev.dermstream.dicom.privacy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names in place of names: the same one for the same one, so that what belongs together stays
 * together, and without the key nobody can go back or try who it may be (HMAC-SHA256, RFC 2104).
 * Whoever loses the key cannot go on with the same names; whoever gives it away gives the patients
 * away. Thread-safe.
 */
public final class Pseudonyms {
  /** Least length of a key, in bytes. */
  public static final int MIN_KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int UUID_BYTES = 16;
  private static final int TOKEN_BYTES = 16;

  private final SecretKeySpec key;

  /**
   * @param key secret of a site, random, copied
   */
  public Pseudonyms(byte[] key) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a site's key has at least " + MIN_KEY_BYTES + " random bytes");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** A UID for a UID, made of a UUID (PS3.5, B.2; RFC 9562, version 8). */
  public String uid(String original) {
    byte[] uuid = Arrays.copyOf(mac("uid", original), UUID_BYTES);
    uuid[6] = (byte) ((uuid[6] & 0x0F) | 0x80);
    uuid[8] = (byte) ((uuid[8] & 0x3F) | 0x80);
    return "2.25." + new BigInteger(1, uuid);
  }

  /**
   * 32 hexadecimal digits for a text.
   *
   * @param kind what it names, for example {@code patient}: the same text of another kind has
   *     another token
   */
  public String token(String kind, String original) {
    return HexFormat.of().formatHex(Arrays.copyOf(mac("token:" + kind, original), TOKEN_BYTES));
  }

  private byte[] mac(String kind, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(kind.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM + ".", e);
    }
  }
}
