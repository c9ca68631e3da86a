package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AcceptedContext;
import dev.dermstream.dicom.association.AssociationException;
import dev.dermstream.dicom.association.RoleSelection;
import dev.dermstream.dicom.file.Uid;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of a peer, on either side of an association. For one thread. */
final class Requests {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private final Exchange exchange;
  private final DimseHandlers handlers;
  private final boolean accepted;

  /** Sent, and not answered yet. */
  private @Nullable EventReport pending;

  private int pendingMessageId;

  /**
   * @param accepted whether the association was accepted here, not requested
   */
  Requests(Exchange exchange, DimseHandlers handlers, boolean accepted) {
    this.exchange = exchange;
    this.handlers = handlers;
    this.accepted = accepted;
  }

  void answer(Message message) throws IOException {
    switch (message.command().field()) {
      case CommandField.ECHO -> echo(message);
      case CommandField.STORE -> store(message);
      case CommandField.ACTION -> action(message);
      case CommandField.EVENT_REPORT -> event(message);
      case CommandField.EVENT_REPORT | CommandField.RESPONSE -> eventAnswered(message);
      case CommandField.CANCEL -> exchange.association().endOperation(); // Nothing runs.
      default -> other(message);
    }
  }

  /** The association has ended. */
  void close() {
    EventReport lost = pending;
    if (lost != null) {
      undelivered(lost);
    }
  }

  private void echo(Message message) throws IOException {
    skip(message);
    respond(message, servedAs(message, CommandTag.AFFECTED_SOP_CLASS, true, true));
  }

  private void store(Message message) throws IOException {
    StoreReception reception = reception(message);
    boolean whole = false;
    try {
      exchange.data(message, reception);
      whole = true;
    } finally {
      if (!whole) {
        reception.abort();
      }
    }
    respond(message, reception.finish());
  }

  private StoreReception reception(Message message) {
    CommandSet command = message.command();
    long maxBytes = exchange.limits().maxObjectBytes();
    DimseStatus served =
        servedAs(message, CommandTag.AFFECTED_SOP_CLASS, true, handlers.store().isPresent());
    String sopInstance = command.text(CommandTag.AFFECTED_SOP_INSTANCE);
    if (served.isSuccess() && !Uid.isValid(sopInstance)) {
      served = DimseStatus.INVALID_INSTANCE;
    }
    if (served.isSuccess() && !command.hasDataSet()) {
      served = DimseStatus.CANNOT_UNDERSTAND.with("There is no data set");
    }
    if (!served.isSuccess()) {
      return StoreReception.refused(served, maxBytes);
    }
    StoreRequest request =
        new StoreRequest(
            exchange.association().info(),
            message.context().abstractSyntax(),
            sopInstance,
            message.context().transferSyntax(),
            command.text(CommandTag.MOVE_ORIGINATOR_AE_TITLE));
    return StoreReception.begin(handlers.store().orElseThrow(), request, maxBytes);
  }

  private void action(Message message) throws IOException {
    CommandSet command = message.command();
    Information information = exchange.information(message);
    DimseStatus refused =
        valid(
            servedAs(message, CommandTag.REQUESTED_SOP_CLASS, true, handlers.action().isPresent()),
            command,
            CommandTag.REQUESTED_SOP_INSTANCE,
            CommandTag.ACTION_TYPE);
    if (!refused.isSuccess()) {
      respond(message, refused);
      return;
    }
    ActionRequest request =
        new ActionRequest(
            exchange.association().info(),
            message.context().abstractSyntax(),
            command.text(CommandTag.REQUESTED_SOP_INSTANCE),
            command.number(CommandTag.ACTION_TYPE),
            information);
    ActionOutcome outcome = act(request);
    try {
      respond(message, outcome.status());
    } catch (IOException e) {
      outcome.event().ifPresent(this::undelivered);
      throw e;
    }
    if (outcome.event().isPresent()) {
      report(message.context(), outcome.event().get());
    }
  }

  private ActionOutcome act(ActionRequest request) {
    try {
      return handlers.action().orElseThrow().act(request);
    } catch (IOException | RuntimeException e) {
      log.warn("An action could not be done", e);
      return ActionOutcome.of(DimseStatus.PROCESSING_FAILURE);
    }
  }

  private void event(Message message) throws IOException {
    CommandSet command = message.command();
    Information information = exchange.information(message);
    DimseStatus status =
        valid(
            servedAs(message, CommandTag.AFFECTED_SOP_CLASS, false, handlers.event().isPresent()),
            command,
            CommandTag.AFFECTED_SOP_INSTANCE,
            CommandTag.EVENT_TYPE);
    if (status.isSuccess()) {
      EventReport event =
          new EventReport(
              message.context().abstractSyntax(),
              command.text(CommandTag.AFFECTED_SOP_INSTANCE),
              command.number(CommandTag.EVENT_TYPE),
              information);
      status = happened(event);
    }
    respond(message, status);
  }

  private DimseStatus happened(EventReport event) {
    try {
      return handlers.event().orElseThrow().happened(exchange.association().info(), event);
    } catch (IOException | RuntimeException e) {
      log.warn("An event could not be taken", e);
      return DimseStatus.PROCESSING_FAILURE;
    }
  }

  /** Reports an event; one at a time (PS3.7, D.3.3.3: the window is one operation). */
  private void report(AcceptedContext context, EventReport event) throws IOException {
    if (pending != null) {
      undelivered(event);
      return;
    }
    pending = event;
    pendingMessageId = exchange.nextMessageId();
    exchange.request(context, eventCommand(event, pendingMessageId), event.information());
  }

  static CommandSet eventCommand(EventReport event, int messageId) {
    return CommandSet.request(CommandField.EVENT_REPORT, messageId)
        .uid(CommandTag.AFFECTED_SOP_CLASS, event.sopClass())
        .uid(CommandTag.AFFECTED_SOP_INSTANCE, event.sopInstance())
        .number(CommandTag.EVENT_TYPE, event.eventType());
  }

  private void eventAnswered(Message message) throws IOException {
    EventReport event = pending;
    if (event == null || message.command().messageId() != pendingMessageId) {
      throw AssociationException.violation("The peer answered what it was not asked.");
    }
    pending = null;
    skip(message);
    AssociationException closing = null;
    try {
      exchange.association().endOperation();
    } catch (AssociationException e) {
      closing = e; // It was answered all the same.
    }
    DimseStatus answer = message.command().status();
    handlers
        .action()
        .ifPresent(handler -> handler.delivered(exchange.association().info(), event, answer));
    if (closing != null) {
      throw closing;
    }
  }

  private void undelivered(EventReport event) {
    handlers
        .action()
        .ifPresent(handler -> handler.undelivered(exchange.association().info(), event));
  }

  private void other(Message message) throws IOException {
    if (message.command().isResponse()) {
      throw AssociationException.violation("The peer answered what it was not asked.");
    }
    skip(message);
    respond(message, DimseStatus.UNRECOGNIZED_OPERATION);
  }

  private void skip(Message message) throws IOException {
    exchange.information(message);
  }

  /**
   * Whether the request is one for this presentation context.
   *
   * @param ofUser whether the user of a service class asks it, not the provider
   */
  private DimseStatus servedAs(Message message, int classElement, boolean ofUser, boolean handled) {
    RoleSelection roles = message.context().roles();
    // The peer is the requestor of what was accepted here, and the roles are the requestor's.
    boolean mayAsk = ofUser == accepted ? roles.user() : roles.provider();
    if (!handled || !mayAsk) {
      return DimseStatus.UNRECOGNIZED_OPERATION;
    }
    return message.command().text(classElement).equals(message.context().abstractSyntax())
        ? DimseStatus.SUCCESS
        : DimseStatus.CLASS_NOT_SUPPORTED;
  }

  private static DimseStatus valid(
      DimseStatus served, CommandSet command, int instanceElement, int typeElement) {
    if (!served.isSuccess()) {
      return served;
    }
    if (!Uid.isValid(command.text(instanceElement))) {
      return DimseStatus.INVALID_INSTANCE;
    }
    return command.number(typeElement) == CommandSet.ABSENT
        ? DimseStatus.MISSING_ATTRIBUTE
        : DimseStatus.SUCCESS;
  }

  private void respond(Message message, DimseStatus status) throws IOException {
    CommandSet request = message.command();
    CommandSet response =
        CommandSet.response(request, status)
            .uidsOf(request, CommandTag.AFFECTED_SOP_CLASS, CommandTag.AFFECTED_SOP_INSTANCE)
            .uid(CommandTag.AFFECTED_SOP_CLASS, message.context().abstractSyntax());
    if (Uid.isValid(request.text(CommandTag.REQUESTED_SOP_INSTANCE))) {
      response.uid(
          CommandTag.AFFECTED_SOP_INSTANCE, request.text(CommandTag.REQUESTED_SOP_INSTANCE));
    }
    for (int type : new int[] {CommandTag.EVENT_TYPE, CommandTag.ACTION_TYPE}) {
      if (request.number(type) != CommandSet.ABSENT) {
        response.number(type, request.number(type));
      }
    }
    exchange.respond(message, response);
  }
}
