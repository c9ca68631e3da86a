package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AssociationException;
import dev.dermstream.dicom.file.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command set (PS3.7, 6.3.1): elements of group 0000 in implicit little endian. Built by one
 * thread; not changed once it was read.
 */
final class CommandSet {
  static final int ABSENT = -1;

  /** Of Data Set Type: none follows. */
  private static final int NO_DATA_SET = 0x0101;

  private static final int A_DATA_SET = 0x0001;
  private static final int HEAD_BYTES = 8;
  private static final int NUMBER_BYTES = 2;

  private final Map<Integer, byte[]> elements = new TreeMap<>();

  private CommandSet() {}

  /** A request that no data set follows, unless {@link #withDataSet} says so. */
  static CommandSet request(int field, int messageId) {
    return new CommandSet()
        .number(CommandTag.COMMAND_FIELD, field)
        .number(CommandTag.MESSAGE_ID, messageId)
        .number(CommandTag.DATA_SET_TYPE, NO_DATA_SET);
  }

  /** The response to a request. */
  static CommandSet response(CommandSet request, DimseStatus status) {
    CommandSet response =
        new CommandSet()
            .number(CommandTag.COMMAND_FIELD, request.field() | CommandField.RESPONSE)
            .number(CommandTag.MESSAGE_ID_RESPONDED_TO, request.messageId())
            .number(CommandTag.DATA_SET_TYPE, NO_DATA_SET)
            .number(CommandTag.STATUS, status.code());
    if (!status.comment().isEmpty()) {
      response.text(CommandTag.ERROR_COMMENT, status.comment(), ' ');
    }
    return response;
  }

  /**
   * Reads a command set.
   *
   * @throws AssociationException if it is none
   */
  static CommandSet of(byte[] bytes, int length) throws AssociationException {
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    CommandSet set = new CommandSet();
    while (in.hasRemaining()) {
      if (in.remaining() < HEAD_BYTES) {
        throw AssociationException.violation("A command set ends within an element.");
      }
      int group = in.getShort();
      int element = in.getShort() & 0xFFFF;
      int count = in.getInt();
      if (group != 0 || count < 0 || count > in.remaining()) {
        throw AssociationException.violation("A command set holds something that is no element.");
      }
      byte[] value = new byte[count];
      in.get(value);
      if (set.elements.put(element, value) != null) {
        throw AssociationException.violation("A command set has an element twice.");
      }
    }
    if (set.field() == ABSENT || set.messageId() == ABSENT) {
      throw AssociationException.violation("A command set says not what it is.");
    }
    return set;
  }

  CommandSet withDataSet() {
    return number(CommandTag.DATA_SET_TYPE, A_DATA_SET);
  }

  CommandSet number(int element, int value) {
    elements.put(element, new byte[] {(byte) value, (byte) (value >> 8)});
    return this;
  }

  CommandSet uid(int element, String uid) {
    return text(element, uid, '\0');
  }

  private CommandSet text(int element, String text, char padding) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] even = Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
    if (even.length > bytes.length) {
      even[bytes.length] = (byte) padding;
    }
    elements.put(element, even);
    return this;
  }

  /** Takes over UIDs of another, where they are valid. */
  CommandSet uidsOf(CommandSet other, int... uids) {
    for (int element : uids) {
      if (Uid.isValid(other.text(element))) {
        uid(element, other.text(element));
      }
    }
    return this;
  }

  int field() {
    return number(CommandTag.COMMAND_FIELD);
  }

  boolean isResponse() {
    return (field() & CommandField.RESPONSE) != 0;
  }

  /** Of a request its own, of a response that of the request. */
  int messageId() {
    return number(isResponse() ? CommandTag.MESSAGE_ID_RESPONDED_TO : CommandTag.MESSAGE_ID);
  }

  boolean hasDataSet() {
    return number(CommandTag.DATA_SET_TYPE) != NO_DATA_SET;
  }

  DimseStatus status() {
    return DimseStatus.received(number(CommandTag.STATUS), text(CommandTag.ERROR_COMMENT));
  }

  /** A number of two bytes, or {@link #ABSENT}. */
  int number(int element) {
    byte[] value = elements.get(element);
    return value == null || value.length != NUMBER_BYTES
        ? ABSENT
        : (value[0] & 0xFF) | (value[1] & 0xFF) << 8;
  }

  /** Text without its padding; empty if absent. */
  String text(int element) {
    byte[] value = elements.get(element);
    return value == null
        ? ""
        : new String(value, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
  }

  /** As it is sent, group length first. */
  byte[] toByteArray() {
    int length = 0;
    for (byte[] value : elements.values()) {
      length += HEAD_BYTES + value.length;
    }
    ByteBuffer out =
        ByteBuffer.allocate(HEAD_BYTES + Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    head(out, CommandTag.GROUP_LENGTH, Integer.BYTES).putInt(length);
    elements.forEach((element, value) -> {
      if (element != CommandTag.GROUP_LENGTH) {
        head(out, element, value.length).put(value);
      }
    });
    return out.array();
  }

  private static ByteBuffer head(ByteBuffer out, int element, int length) {
    return out.putShort((short) 0).putShort((short) element).putInt(length);
  }
}
