package dev.dermstream.pacs.report;

import dev.dermstream.platform.digest.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Unique identifiers that follow from what they name, so that a report that is made again is the
 * same object: {@code 2.25.} and a UUID (PS3.5, B.2) out of a SHA-256.
 */
final class ReportUids {
  private static final int UUID_BYTES = 16;
  private static final int HEXADECIMAL = 16;

  private ReportUids() {}

  static String uid(String... names) {
    return "2.25." + new BigInteger(uuid(names).toString().replace("-", ""), HEXADECIMAL);
  }

  /** Of version 8, which RFC 9562 leaves to whoever makes it. */
  static UUID uuid(String... names) {
    byte[] digest =
        Sha256.of(("dermstream\n" + String.join("\n", names)).getBytes(StandardCharsets.UTF_8));
    digest[6] = (byte) ((digest[6] & 0x0F) | 0x80);
    digest[8] = (byte) ((digest[8] & 0x3F) | 0x80);
    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(digest, UUID_BYTES));
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
