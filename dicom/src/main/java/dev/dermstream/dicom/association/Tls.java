package dev.dermstream.dicom.association;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * TLS below an association (PS3.15, B.12).
 *
 * @param context with the own certificate and the authorities that are trusted
 * @param checkPeer of a server: that a client shows a certificate; of a client: that the server's
 *     certificate has the name that was called
 */
public record Tls(SSLContext context, boolean checkPeer) {
  SSLSocket client(Socket raw, String host, int port) throws IOException {
    SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(raw, host, port, false);
    if (checkPeer) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
    }
    return secured;
  }

  SSLSocket server(Socket raw) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), false);
    secured.setUseClientMode(false);
    secured.setNeedClientAuth(checkPeer);
    return secured;
  }

  /** The chain that the peer showed, its own certificate first; empty if none. */
  static List<X509Certificate> certificates(SSLSocket secured) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (var certificate : secured.getSession().getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // It need not show any.
    }
    return List.copyOf(chain);
  }
}
