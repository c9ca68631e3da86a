package dev.dermstream.dicom.association;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Asks for an association (PS3.8, 9.2, the requestor's side). */
final class Requestor {
  private final AssociationCall call;

  Requestor(AssociationCall call) {
    this.call = call;
  }

  Association open() throws IOException {
    Socket raw = new Socket();
    boolean opened = false;
    try {
      raw.connect(call.remote(), Math.toIntExact(call.timeouts().request().toMillis()));
      Connection connection = new Connection(raw, call.timeouts());
      try {
        Association association = request(connection);
        opened = true;
        return association;
      } catch (IOException e) {
        throw leave(connection, connection.explained(e));
      } finally {
        if (!opened) {
          connection.close();
        }
      }
    } finally {
      if (!opened) {
        raw.close();
      }
    }
  }

  private static AssociationException leave(Connection connection, AssociationException why) {
    if (why.end() == AssociationEnd.PROTOCOL_VIOLATED) {
      connection.leave(why.abortReason().pdu());
    }
    return why;
  }

  private Association request(Connection connection) throws IOException {
    if (call.tls().isPresent()) {
      InetSocketAddress remote = call.remote();
      connection.secure(
          call.tls().get().client(connection.raw(), remote.getHostString(), remote.getPort()));
    }
    connection
        .out()
        .alone(
            new Pdu.AssociateRequest(
                Pdu.VERSION,
                call.calledAeTitle(),
                call.callingAeTitle(),
                Pdu.APPLICATION_CONTEXT,
                call.contexts(),
                UserInformation.own(call.maxPduBytes(), false, call.roles())));
    return switch (connection.readWhole()) {
      case Pdu.AssociateAccept accept -> established(connection, accept);
      case Pdu.AssociateReject reject -> throw new RejectedException(reject);
      case Pdu.Abort abort ->
          throw new AssociationException(
              AssociationEnd.ABORTED_BY_PEER, "The peer aborted the association.");
      default ->
          throw AssociationException.violation(
              AbortReason.UNEXPECTED_PDU,
              "The peer answered a request by a PDU that is no answer.");
    };
  }

  private Association established(Connection connection, Pdu.AssociateAccept accept)
      throws AssociationException {
    List<AcceptedContext> accepted = new ArrayList<>();
    for (ContextAnswer answer : accept.contexts()) {
      if (answer.accepted()) {
        accepted.add(agreed(answer, accept.user()));
      }
    }
    AssociationInfo info =
        new AssociationInfo(
            Association.nextId(),
            call.callingAeTitle(),
            call.calledAeTitle(),
            connection.peer(),
            connection.certificates(),
            accepted);
    return new Association(connection, info, call.maxPduBytes(), accept.user().maxPduBytes());
  }

  private AcceptedContext agreed(ContextAnswer answer, UserInformation user)
      throws AssociationException {
    for (ProposedContext proposed : call.contexts()) {
      if (proposed.id() == answer.id()
          && proposed.transferSyntaxes().contains(answer.transferSyntax())) {
        String abstractSyntax = proposed.abstractSyntax();
        return new AcceptedContext(
            answer.id(), abstractSyntax, answer.transferSyntax(), user.roles(abstractSyntax));
      }
    }
    throw AssociationException.invalid("The peer accepted what was not proposed.");
  }
}
