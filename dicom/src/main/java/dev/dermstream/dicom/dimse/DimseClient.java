package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AcceptedContext;
import dev.dermstream.dicom.association.Association;
import dev.dermstream.dicom.association.AssociationCall;
import dev.dermstream.dicom.association.AssociationException;
import dev.dermstream.dicom.association.AssociationInfo;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Uid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Asks a peer, one operation at a time. What fails by an {@link IOException} leaves the association
 * of no use. For one thread. Whoever opened it closes it; closing without {@link #release} aborts.
 */
public final class DimseClient implements AutoCloseable {
  /** UID of the Verification SOP class (PS3.4 annex A). */
  public static final String VERIFICATION = "1.2.840.10008.1.1";

  private static final int MEDIUM_PRIORITY = 0;
  private static final Information NOTHING = new Information("", new byte[0]);

  private final Association association;
  private final Exchange exchange;
  private final Requests requests;

  private DimseClient(Association association, DimseHandlers handlers, DimseLimits limits) {
    this.association = association;
    this.exchange = new Exchange(association, limits);
    this.requests = new Requests(exchange, handlers, false);
  }

  /**
   * Opens an association.
   *
   * @param handlers what requests of the peer go to, while it is waited for
   * @throws dev.dermstream.dicom.association.RejectedException if the peer does not want it
   * @throws IOException if the peer is not reached, or not in time
   */
  public static DimseClient open(AssociationCall call, DimseHandlers handlers, DimseLimits limits)
      throws IOException {
    return new DimseClient(Association.open(call), handlers, limits);
  }

  /** Who speaks with whom, and what was agreed on. */
  public AssociationInfo info() {
    return association.info();
  }

  /** Whether objects of this class, written like this, can be stored. */
  public boolean accepts(String sopClass, String transferSyntax) {
    return context(sopClass, context -> context.transferSyntax().equals(transferSyntax))
        .isPresent();
  }

  /** C-ECHO (PS3.7, 9.1.5). */
  public DimseStatus echo() throws IOException {
    CommandSet request =
        CommandSet.request(CommandField.ECHO, exchange.nextMessageId())
            .uid(CommandTag.AFFECTED_SOP_CLASS, VERIFICATION);
    return ask(required(VERIFICATION, context -> true), request, NOTHING);
  }

  /**
   * C-STORE (PS3.7, 9.1.1).
   *
   * @param data the data set without file meta information, left open
   * @param length of the data set in bytes, at least 1; even, unless it is deflated, when a byte is
   *     added to it (PS3.5, A.5)
   * @throws IllegalArgumentException if the length is not so, or the instance no UID
   * @throws IllegalStateException if the peer did not accept that; see {@link #accepts}
   */
  public DimseStatus store(
      String sopClass, String sopInstance, String transferSyntax, InputStream data, long length)
      throws IOException {
    AcceptedContext context =
        required(sopClass, known -> known.transferSyntax().equals(transferSyntax));
    CommandSet request =
        CommandSet.request(CommandField.STORE, exchange.nextMessageId())
            .uid(CommandTag.AFFECTED_SOP_CLASS, sopClass)
            .uid(CommandTag.AFFECTED_SOP_INSTANCE, requireUid(sopInstance))
            .number(CommandTag.PRIORITY, MEDIUM_PRIORITY)
            .withDataSet();
    if (length % 2 == 0 && length > 0) {
      association.send(context, request.toByteArray(), data, length);
    } else if (length > 0 && transferSyntax.equals(TransferSyntax.DEFLATED.uid())) {
      InputStream padded = new SequenceInputStream(data, new ByteArrayInputStream(new byte[1]));
      association.send(context, request.toByteArray(), padded, length + 1);
    } else {
      throw new IllegalArgumentException("the length of a data set is even");
    }
    return response(request);
  }

  /**
   * N-ACTION (PS3.7, 10.1.4).
   *
   * @param bytes the data set, written in the {@link #transferSyntax} that was agreed on for the
   *     class; empty for none
   * @throws IllegalStateException if the peer did not accept the class
   */
  public DimseStatus action(String sopClass, String sopInstance, int actionType, byte[] bytes)
      throws IOException {
    AcceptedContext context = required(sopClass, known -> known.roles().user());
    CommandSet request =
        CommandSet.request(CommandField.ACTION, exchange.nextMessageId())
            .uid(CommandTag.REQUESTED_SOP_CLASS, sopClass)
            .uid(CommandTag.REQUESTED_SOP_INSTANCE, requireUid(sopInstance))
            .number(CommandTag.ACTION_TYPE, actionType);
    return ask(context, request, new Information(context.transferSyntax(), bytes));
  }

  /**
   * N-EVENT-REPORT (PS3.7, 10.1.1), to a peer that let us be the provider of the class.
   *
   * @throws IllegalStateException if it did not
   */
  public DimseStatus eventReport(EventReport event) throws IOException {
    AcceptedContext context = required(event.sopClass(), known -> known.roles().provider());
    requireUid(event.sopInstance());
    CommandSet request = Requests.eventCommand(event, exchange.nextMessageId());
    return ask(context, request, event.information());
  }

  /** How data sets of a class are to be written, if the peer accepted it. */
  public Optional<String> transferSyntax(String sopClass) {
    return context(sopClass, context -> true).map(AcceptedContext::transferSyntax);
  }

  /**
   * Waits for a request of the peer, for example an event, and has the handlers answer it.
   *
   * @return false if the peer released the association instead
   */
  public boolean awaitRequest() throws IOException {
    Optional<Message> message = exchange.receive();
    if (message.isPresent()) {
      requests.answer(message.get());
    }
    return message.isPresent();
  }

  /** Ends the association as it should end. */
  public void release() throws IOException {
    association.release();
  }

  @Override
  public void close() {
    requests.close();
    association.close();
  }

  private DimseStatus ask(AcceptedContext context, CommandSet request, Information information)
      throws IOException {
    exchange.request(context, request, information);
    return response(request);
  }

  private DimseStatus response(CommandSet request) throws IOException {
    while (true) {
      Message message =
          exchange
              .receive()
              .orElseThrow(() ->
                  AssociationException.violation(
                      "The peer released the association instead of answering."));
      CommandSet answer = message.command();
      if (answer.isResponse()
          && answer.field() == (request.field() | CommandField.RESPONSE)
          && answer.messageId() == request.messageId()) {
        exchange.information(message);
        association.endOperation();
        return answer.status();
      }
      requests.answer(message);
    }
  }

  private AcceptedContext required(String sopClass, Predicate<AcceptedContext> wanted) {
    return context(sopClass, wanted)
        .orElseThrow(() ->
            new IllegalStateException(
                "The peer did not accept the SOP class, or not with this transfer syntax or role"));
  }

  private Optional<AcceptedContext> context(String sopClass, Predicate<AcceptedContext> wanted) {
    return association.info().contexts().stream()
        .filter(context -> context.abstractSyntax().equals(sopClass))
        .filter(wanted)
        .findFirst();
  }

  private static String requireUid(String uid) {
    if (!Uid.isValid(uid)) {
      throw new IllegalArgumentException("not a UID");
    }
    return uid;
  }
}
