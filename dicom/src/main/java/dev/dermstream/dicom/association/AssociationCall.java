package dev.dermstream.dicom.association;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * A request for an association.
 *
 * @param remote address of the acceptor
 * @param callingAeTitle ours
 * @param calledAeTitle the acceptor's
 * @param contexts to propose, at least one and at most 128; to be sure of a transfer syntax, one
 *     context proposes that alone
 * @param roles for SOP classes where they are not the usual ones
 * @param maxPduBytes longest P-DATA-TF that the peer may send
 * @param timeouts how long the peer is waited for
 * @param tls if TLS is to be spoken
 */
public record AssociationCall(
    InetSocketAddress remote,
    String callingAeTitle,
    String calledAeTitle,
    List<ProposedContext> contexts,
    List<RoleSelection> roles,
    int maxPduBytes,
    Timeouts timeouts,
    Optional<Tls> tls) {
  private static final int MAX_CONTEXTS = 128;

  public AssociationCall {
    AeTitle.require(callingAeTitle);
    AeTitle.require(calledAeTitle);
    contexts = List.copyOf(contexts);
    roles = List.copyOf(roles);
    if (contexts.isEmpty() || contexts.size() > MAX_CONTEXTS) {
      throw new IllegalArgumentException("an association has 1 to 128 presentation contexts");
    }
    if (contexts.stream().map(ProposedContext::id).distinct().count() < contexts.size()) {
      throw new IllegalArgumentException("presentation contexts have identifiers of their own");
    }
    if (maxPduBytes < AssociationLimits.LEAST_PDU_BYTES) {
      throw new IllegalArgumentException(
          "maxPduBytes is at least " + AssociationLimits.LEAST_PDU_BYTES);
    }
  }
}
