package dev.dermstream.pacs.web;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Who may connect. With neither certificates nor tokens anybody who reaches the port.
 *
 * @param tls empty: without encryption
 * @param certificates asked of clients; of no effect without {@code tls}
 * @param tokens if present, a request without a known bearer token is answered with 401
 */
public record StowSecurity(
    Optional<SSLContext> tls, ClientCertificates certificates, Optional<TokenCheck> tokens) {
  /** For networks that nobody else reaches, and tests. */
  public static final StowSecurity OPEN =
      new StowSecurity(Optional.empty(), ClientCertificates.NONE, Optional.empty());

  /** Whether clients show certificates of their own. */
  public enum ClientCertificates {
    NONE,
    /** One that is shown must be vouched for and names the sender. */
    OPTIONAL,
    /** Without one no connection stands. */
    REQUIRED
  }
}
