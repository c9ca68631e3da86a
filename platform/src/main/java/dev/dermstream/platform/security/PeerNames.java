package dev.dermstream.platform.security;

import io.grpc.util.AdvancedTlsX509TrustManager.SslSocketAndEnginePeerVerifier;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/**
 * The DNS names (subject alternative names) of which a peer's certificate must carry one. Parts of
 * a cluster come and go under any address, so what a part may be is said by its certificate and not
 * by where it listens. Immutable.
 *
 * @param allowed compared whole, without wildcards; empty: whatever the authorities vouch for
 */
record PeerNames(Set<String> allowed) implements SslSocketAndEnginePeerVerifier {
  private static final int DNS_NAME = 2;

  PeerNames {
    allowed = Set.copyOf(allowed);
  }

  @Override
  public void verifyPeerCertificate(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    verify(chain);
  }

  @Override
  public void verifyPeerCertificate(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    verify(chain);
  }

  private void verify(X509Certificate[] chain) throws CertificateException {
    if (!allowed.isEmpty() && dnsNames(chain[0]).stream().noneMatch(allowed::contains)) {
      throw new CertificateException("The peer's certificate carries none of the allowed names");
    }
  }

  private static List<String> dnsNames(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> name.get(0).equals(DNS_NAME))
            .map(name -> (String) name.get(1))
            .toList();
  }
}
