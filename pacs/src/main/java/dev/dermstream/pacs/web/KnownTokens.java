package dev.dermstream.pacs.web;

import dev.dermstream.platform.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens of which the SHA-256 alone is known. Immutable. */
public final class KnownTokens implements TokenCheck {
  @SuppressWarnings("ArrayRecordComponent") // Stays within; compared in constant time.
  private record Known(byte[] digest, String sender) {}

  private final List<Known> all;

  /**
   * @param senderByDigest names of senders by the SHA-256 of their token in hexadecimal
   * @throws IllegalArgumentException if a digest is none
   */
  public KnownTokens(Map<String, String> senderByDigest) {
    all =
        senderByDigest.entrySet().stream()
            .map(entry -> new Known(HexFormat.of().parseHex(entry.getKey()), entry.getValue()))
            .toList();
  }

  @Override
  public Optional<String> senderOf(String token) {
    byte[] digest = Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    Optional<String> found = Optional.empty();
    for (Known known : all) {
      if (MessageDigest.isEqual(known.digest(), digest)) {
        found = Optional.of(known.sender());
      }
    }
    return found;
  }
}
