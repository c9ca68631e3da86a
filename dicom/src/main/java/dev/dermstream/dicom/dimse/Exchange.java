package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AcceptedContext;
import dev.dermstream.dicom.association.Association;
import dev.dermstream.dicom.association.AssociationException;
import dev.dermstream.dicom.association.FragmentSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Messages over an association (PS3.7, 6.3; PS3.8 annex E). For one thread. */
final class Exchange {
  private static final int FIRST_COMMAND_BYTES = 512;
  private static final int MAX_MESSAGE_ID = 0xFFFF;

  private final Association association;
  private final DimseLimits limits;
  private byte[] command = new byte[FIRST_COMMAND_BYTES];
  private int commandBytes;
  private int lastMessageId;

  Exchange(Association association, DimseLimits limits) {
    this.association = association;
    this.limits = limits;
  }

  Association association() {
    return association;
  }

  DimseLimits limits() {
    return limits;
  }

  /** From 1, again and again. */
  int nextMessageId() {
    lastMessageId = lastMessageId % MAX_MESSAGE_ID + 1;
    return lastMessageId;
  }

  /** Waits for a command set; nothing if the peer released the association instead. */
  Optional<Message> receive() throws IOException {
    if (!association.next()) {
      return Optional.empty();
    }
    int context = association.context().id();
    commandBytes = 0;
    fragment(context, true, this::keep);
    while (!association.isLast()) {
      nextFragment(context, true, this::keep);
    }
    return Optional.of(new Message(association.context(), CommandSet.of(command, commandBytes)));
  }

  private void keep(byte[] bytes, int offset, int length) throws AssociationException {
    int needed = commandBytes + length;
    if (needed > limits.maxCommandBytes()) {
      throw AssociationException.violation("A command set is longer than command sets may be.");
    }
    if (needed > command.length) {
      command = Arrays.copyOf(command, Math.min(limits.maxCommandBytes(), 2 * needed));
    }
    System.arraycopy(bytes, offset, command, commandBytes, length);
    commandBytes = needed;
  }

  /** Passes the message's data set on, if it has one; then the peer waits for us. */
  void data(Message message, FragmentSink sink) throws IOException {
    if (message.command().hasDataSet()) {
      do {
        nextFragment(message.context().id(), false, sink);
      } while (!association.isLast());
    }
    association.pauseWatch();
  }

  /** Reads the message's data set as a whole. */
  Information information(Message message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    data(
        message,
        (from, offset, length) -> {
          if (bytes.size() + length > limits.maxInformationBytes()) {
            throw AssociationException.violation("A data set is longer than is borne in memory.");
          }
          bytes.write(from, offset, length);
        });
    return new Information(message.context().transferSyntax(), bytes.toByteArray());
  }

  private void nextFragment(int context, boolean ofCommand, FragmentSink sink) throws IOException {
    if (!association.next()) {
      throw AssociationException.violation("The association was released within a message.");
    }
    fragment(context, ofCommand, sink);
  }

  private void fragment(int context, boolean ofCommand, FragmentSink sink) throws IOException {
    if (association.context().id() != context || association.isCommand() != ofCommand) {
      throw AssociationException.violation("A fragment belongs to another message.");
    }
    association.read(sink);
  }

  /** Answers a request. */
  void respond(Message request, CommandSet response) throws IOException {
    association.send(request.context(), response.toByteArray());
    association.endOperation();
  }

  /** Sends a request of its own. */
  void request(AcceptedContext context, CommandSet request, Information information)
      throws IOException {
    byte[] bytes = information.bytes();
    if (bytes.length == 0) {
      association.send(context, request.toByteArray());
    } else {
      association.send(
          context,
          request.withDataSet().toByteArray(),
          new ByteArrayInputStream(bytes),
          bytes.length);
    }
  }
}
