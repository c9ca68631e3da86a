package dev.dermstream.dicom.association;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to a server, from TLS to the end (PS3.8, 9.2, the acceptor's side). */
final class Acceptor {
  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

  private final AssociationService service;
  private final Slots associations;
  private final Connection connection;

  Acceptor(AssociationService service, Slots associations, Connection connection) {
    this.service = service;
    this.associations = associations;
    this.connection = connection;
  }

  void run() {
    try {
      if (service.tls().isPresent()) {
        connection.secure(service.tls().get().server(connection.raw()));
      }
      if (connection.readWhole() instanceof Pdu.AssociateRequest request) {
        answer(request);
      } else {
        throw AssociationException.violation(
            AbortReason.UNEXPECTED_PDU, "The peer began with another PDU than a request.");
      }
    } catch (IOException e) {
      AssociationException why = connection.explained(e);
      log.debug("A connection gave no association: {}", why.end(), why);
      if (why.end() == AssociationEnd.PROTOCOL_VIOLATED) {
        connection.leave(why.abortReason().pdu());
      }
      service.listener().failed(connection.peer(), why.end());
    }
  }

  private void answer(Pdu.AssociateRequest request) throws IOException {
    Candidate candidate =
        new Candidate(
            request.callingAeTitle(),
            request.calledAeTitle(),
            connection.peer(),
            connection.certificates());
    Optional<Rejection> refused = refuse(request).or(() -> service.policy().refuse(candidate));
    if (refused.isPresent()) {
      reject(candidate, refused.get());
      return;
    }
    Optional<Slots.Slot> slot =
        associations.take(List.of(candidate.callingAeTitle(), candidate.peer().getAddress()));
    if (slot.isEmpty()) {
      reject(candidate, Rejection.LOCAL_LIMIT_EXCEEDED);
      return;
    }
    try {
      serve(accept(request));
    } finally {
      slot.get().close();
    }
  }

  private static Optional<Rejection> refuse(Pdu.AssociateRequest request) {
    if ((request.version() & Pdu.VERSION) == 0) {
      return Optional.of(Rejection.PROTOCOL_VERSION);
    }
    if (!request.applicationContext().equals(Pdu.APPLICATION_CONTEXT)) {
      return Optional.of(Rejection.APPLICATION_CONTEXT);
    }
    if (request.callingAeTitle().isEmpty()) {
      return Optional.of(Rejection.CALLING_AE_TITLE);
    }
    return request.calledAeTitle().isEmpty()
        ? Optional.of(Rejection.CALLED_AE_TITLE)
        : Optional.empty();
  }

  private void reject(Candidate candidate, Rejection why) {
    connection.leave(why.pdu());
    service.listener().rejected(candidate, why);
  }

  private Association accept(Pdu.AssociateRequest request) throws IOException {
    Negotiation agreed = Negotiation.of(request, service.classes());
    int maxPduBytes = service.limits().maxPduBytes();
    AssociationInfo info =
        new AssociationInfo(
            Association.nextId(),
            request.callingAeTitle(),
            request.calledAeTitle(),
            connection.peer(),
            connection.certificates(),
            agreed.accepted());
    Association association =
        new Association(connection, info, maxPduBytes, request.user().maxPduBytes());
    connection
        .out()
        .pdu(
            new Pdu.AssociateAccept(
                request.calledAeTitle(),
                request.callingAeTitle(),
                agreed.answers(),
                UserInformation.own(maxPduBytes, request.user().window(), agreed.roles())));
    return association;
  }

  private void serve(Association association) {
    AssociationEnd end = AssociationEnd.ABORTED_HERE;
    service.listener().accepted(association.info());
    try {
      service.handler().serve(association);
      end = association.isOver() ? AssociationEnd.RELEASED : AssociationEnd.ABORTED_HERE;
    } catch (AssociationException e) {
      log.debug("Association {} ended: {}", association.info().id(), e.end(), e);
      end = e.end();
      if (e.end() == AssociationEnd.PROTOCOL_VIOLATED) {
        association.abort(e.abortReason());
      }
    } catch (IOException | RuntimeException e) {
      // WARN, because it is the handler that failed, not the peer.
      log.warn("Association {} was aborted by a failure here", association.info().id(), e);
    } finally {
      association.abort(AbortReason.BY_USER);
      service.listener().ended(association.info(), end);
    }
  }
}
