package dev.dermstream.pacs.web;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells who sends a request: by its token, else by the certificate of its connection, else nobody
 * in particular. Thread-safe.
 *
 * @param tokens if present, a request without one of them is nobody's
 */
record Senders(Optional<TokenCheck> tokens) {
  private static final String ANONYMOUS = "anonymous";
  private static final String SCHEME = "bearer ";
  private static final int DNS_NAME = 2;

  /** Empty if the sender may not send. */
  Optional<String> of(Request request) {
    return tokens.isPresent()
        ? bearer(request).flatMap(tokens.get()::senderOf)
        : Optional.of(certified(request).orElse(ANONYMOUS));
  }

  private static Optional<String> bearer(Request request) {
    return Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION))
        .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(field -> field.substring(SCHEME.length()).strip());
  }

  private static Optional<String> certified(Request request) {
    return request.getAttribute(SslSessionData.ATTRIBUTE) instanceof SslSessionData session
        ? certified(session.peerCertificates())
        : Optional.empty();
  }

  private static Optional<String> certified(X509Certificate @Nullable [] chain) {
    return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(name(chain[0]));
  }

  /** The first DNS name that the certificate is for, else its subject. */
  private static String name(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return (names == null ? List.<List<?>>of() : names)
          .stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .map(name -> String.valueOf(name.get(1)))
              .findFirst()
              .orElse(certificate.getSubjectX500Principal().getName());
    } catch (CertificateParsingException e) {
      return certificate.getSubjectX500Principal().getName();
    }
  }
}
