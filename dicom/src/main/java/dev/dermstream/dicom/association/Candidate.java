package dev.dermstream.dicom.association;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who asks for an association.
 *
 * @param callingAeTitle as the peer names itself; proves nothing
 * @param calledAeTitle as it names us
 * @param peer its address
 * @param certificates that it showed, its own first, checked against the trusted authorities; empty
 *     without TLS
 */
public record Candidate(
    String callingAeTitle,
    String calledAeTitle,
    InetSocketAddress peer,
    List<X509Certificate> certificates) {
  public Candidate {
    certificates = List.copyOf(certificates);
  }
}
