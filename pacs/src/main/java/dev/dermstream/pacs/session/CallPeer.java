package dev.dermstream.pacs.session;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Tells a call's methods who calls: the first DNS name of the client's certificate, else its common
 * name, else {@value #ANONYMOUS}.
 */
final class CallPeer implements ServerInterceptor {
  static final String ANONYMOUS = "anonymous";

  private static final Context.Key<String> KEY =
      Context.keyWithDefault("dermstream-pacs-peer", ANONYMOUS);
  private static final int DNS_NAME = 2;
  private static final int LONGEST_NAME = 255;

  /** That of the call in whose gRPC context this runs. */
  static String current() {
    return KEY.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String peer = name(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    return Contexts.interceptCall(Context.current().withValue(KEY, peer), call, headers, next);
  }

  private static String name(@Nullable SSLSession session) {
    if (session == null) {
      return ANONYMOUS;
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? dnsName(certificate)
              .or(() -> commonName(certificate))
              .filter(name -> !name.isBlank() && name.length() <= LONGEST_NAME)
              .orElse(ANONYMOUS)
          : ANONYMOUS;
    } catch (SSLPeerUnverifiedException e) {
      // The server asks for no certificate.
      return ANONYMOUS;
    }
  }

  private static Optional<String> dnsName(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Optional.empty()
          : names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .map(name -> (String) name.get(1))
              .findFirst();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
