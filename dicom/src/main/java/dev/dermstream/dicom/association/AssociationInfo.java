package dev.dermstream.dicom.association;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who speaks with whom, and of what.
 *
 * @param id unique within this process, to be put into logs
 * @param callingAeTitle of the requestor
 * @param calledAeTitle of the acceptor
 * @param peer address of the other side
 * @param certificates that the other side showed, its own first; empty without TLS
 * @param contexts that both agreed on
 */
public record AssociationInfo(
    long id,
    String callingAeTitle,
    String calledAeTitle,
    InetSocketAddress peer,
    List<X509Certificate> certificates,
    List<AcceptedContext> contexts) {
  public AssociationInfo {
    certificates = List.copyOf(certificates);
    contexts = List.copyOf(contexts);
  }
}
