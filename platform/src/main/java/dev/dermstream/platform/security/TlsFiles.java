package dev.dermstream.platform.security;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the TLS material of one port or one kind of client lies, all in PEM.
 *
 * @param certificate own certificate, then those between it and its authority
 * @param key its private key, PKCS #8, not encrypted, RSA or EC
 * @param authorities certificates by which peers are judged; empty where peers show none
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authorities) {
  /** Files from configured text, where blank authorities mean none. */
  public static TlsFiles of(String certificate, String key, String authorities) {
    return new TlsFiles(
        Path.of(certificate),
        Path.of(key),
        authorities.isBlank() ? Optional.empty() : Optional.of(Path.of(authorities)));
  }

  List<Path> all() {
    return Stream.concat(Stream.of(certificate, key), authorities.stream()).toList();
  }
}
